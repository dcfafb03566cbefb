"""What the benchmarks of word vectors run: our learners, gensim and fastText.

All have windows of 5 words that shrink at random, and leave out the same share of frequent words; what else they are
not told here is each program's own default.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interleaved import seconds_of
from unrolled.contracts import Corpus
from unrolled.host import Host
from unrolled.runtime.vectors import VectorLearner
from unrolled.vectors import WordVectors, write_vectors
from vector_text import Text

SAMPLE = 1e-3
NEGATIVES = 5


def learner(name: str, corpus: Corpus, fields: Mapping[str, Any], *, threads: int = 1, seed: int = 1) -> VectorLearner:
    """Return one of our learners, its loops compiled.

    Args:
        name: of the embedding.
        corpus: to learn from.
        fields: of the embedding.
        threads: to use.
        seed: of everything random.
    """
    component = Host.discover().find("embedding", name).component
    made: list[VectorLearner] = []
    for text in (Corpus(corpus.ids_N[:100], np.array([0, 100]), corpus.vocab_size, (0,), corpus.words), corpus):
        embedding = component.build(component.config.parse(dict(fields)), vocab_size=corpus.vocab_size)
        made.append(embedding.learner(text, seed=seed, threads=threads))
        if len(made) == 1:
            made[0].learn(0)
    return made[1]


def learn_all(made: VectorLearner) -> NDArray[np.float32]:
    """Learn every chunk, and return vectors_VE.

    Args:
        made: a fresh learner.
    """
    for chunk in range(made.chunks):
        made.learn(chunk)
    return made.vectors()


def our_seconds(text: Text, name: str, fields: Mapping[str, Any], threads: int = 1) -> float:
    """Return how long one of our learners takes.

    Args:
        text: to learn from.
        name: of the embedding.
        fields: of it; one epoch where they say no other number.
        threads: to use.
    """
    made = learner(name, text.corpus, {"epochs": 1, **fields}, threads=threads)
    return seconds_of(lambda: learn_all(made))


def gensim_model(text: Text, *, seed: int = 1, **options: Any) -> Any:
    """Return gensim's model of a text with its vocabulary built and nothing learned.

    Args:
        text: of which whole sentences are read.
        seed: of everything random.
        **options: of ``Word2Vec``.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(window=5, min_count=1, sample=SAMPLE, workers=1, seed=seed, **options)
    model.build_vocab(text.sentences)
    return model


def gensim_seconds(text: Text, options: Mapping[str, Any]) -> float:
    """Return how long gensim takes for an epoch.

    Args:
        text: to learn from.
        options: of ``Word2Vec``.
    """
    model = gensim_model(text, **options)
    return seconds_of(lambda: model.train(text.sentences, total_examples=model.corpus_count, epochs=1))


def fasttext_model(file: Path, *, epochs: int, dim: int, seed: int = 0, **options: Any) -> Any:
    """Return a model that fastText has learned.

    Args:
        file: of sentences.
        epochs: passes.
        dim: E.
        seed: of everything random.
        **options: of ``train_unsupervised``.
    """
    fasttext: Any = import_module("fasttext")  # only there for benchmarks

    fasttext.FastText.unsupervised_default["seed"] = seed  # no argument of the call
    told = {"model": "skipgram", "ws": 5, "neg": NEGATIVES, "t": SAMPLE, "minCount": 1, "thread": 1, "verbose": 0}
    start = str(_start(file, dim, seed))
    return fasttext.train_unsupervised(str(file), epoch=epochs, dim=dim, pretrainedVectors=start, **told, **options)


def _start(file: Path, dim: int, seed: int) -> Path:
    """Write random vectors of a text's words, which fastText is to start from.

    On one thread fastText 0.9.2 gives random numbers to the first tenth of its table only. The rest is memory as it
    comes: numbers, even NaN, of what this process has freed before.
    """
    words = sorted(set(file.read_text(encoding="utf-8").split()))
    start_VE = np.random.default_rng(seed).uniform(-1 / dim, 1 / dim, (len(words), dim))
    start = file.with_suffix(f".{dim}.{seed}.vec")
    write_vectors(start, WordVectors(words, start_VE.astype(np.float32)), "text")
    return start


def fasttext_seconds(file: Path, options: Mapping[str, Any]) -> float:
    """Return how long fastText takes for an epoch, its pass for the vocabulary left out.

    Args:
        file: of sentences.
        options: of ``train_unsupervised``.
    """
    one, two = (seconds_of(partial(fasttext_model, file, epochs=epochs, **options)) for epochs in (1, 2))
    return two - one
