"""What the benchmarks of word vectors run: one pass over a text by our learners, by gensim and by fastText.

Shapes: N words, S sentences, V vocabulary, E embedding.
"""

from __future__ import annotations

import lzma
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled.contracts import Corpus
from unrolled.host import Host
from unrolled.runtime.vectors import VectorLearner

TEXT = Path(__file__).parents[2] / "shared" / "data" / "language-modelling" / "wikipedia-3.6m-words.txt.xz"
MIN_COUNT = 5


@dataclass(frozen=True, slots=True)
class Text:
    """A text as all sides read it.

    Args:
        sentences: their words.
        words: spelling of each id; id 0 is padding.
        corpus: their ids.
    """

    sentences: Sequence[Sequence[str]]
    words: Sequence[str]
    corpus: Corpus


@cache
def read_text() -> Text:
    """Return the text without its rare words."""
    lines = lzma.decompress(TEXT.read_bytes()).decode().split("\n")
    sentences = [line.split() for line in lines if line.strip()]
    counts = Counter(word for sentence in sentences for word in sentence)
    words = ["<pad>", *(word for word, count in counts.most_common() if count >= MIN_COUNT)]
    numbers = {word: index for index, word in enumerate(words)}
    ids = [[numbers[word] for word in sentence if word in numbers] for sentence in sentences]
    offsets_S1 = np.cumsum([0, *map(len, ids)])
    ids_N = np.fromiter((index for sentence in ids for index in sentence), np.int32)
    known = [[words[index] for index in sentence] for sentence in ids]
    return Text(known, words, Corpus(ids_N, offsets_S1, len(words), (0,), tuple(words)))


def first_words(text: Text, words: int) -> Text:
    """Return the sentences of about the first words of a text, with the whole text's vocabulary.

    Args:
        text: whole.
        words: how many, at least.
    """
    count = int(np.searchsorted(text.corpus.offsets_S1, words))
    offsets_S1 = text.corpus.offsets_S1[: count + 1]
    corpus = Corpus(text.corpus.ids_N[: offsets_S1[-1]], offsets_S1, text.corpus.vocab_size, (0,), text.corpus.words)
    return Text(text.sentences[:count], text.words, corpus)


def learner(name: str, corpus: Corpus, *, threads: int = 1, seed: int = 1, **fields: Any) -> VectorLearner:
    """Return one of our learners, its loops compiled.

    Args:
        name: of the embedding.
        corpus: to learn from.
        threads: to use.
        seed: of everything random.
        **fields: of the embedding.
    """
    component = Host.discover().find("embedding", name).component
    made: list[VectorLearner] = []
    for text in (Corpus(corpus.ids_N[:100], np.array([0, 100]), corpus.vocab_size, corpus.specials), corpus):
        embedding = component.build(component.config.parse(fields), vocab_size=corpus.vocab_size)
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


def gensim_model(text: Text, *, seed: int = 1, **options: Any) -> Any:
    """Return gensim's model of a text with its vocabulary built and nothing learned.

    Args:
        text: of which whole sentences are read.
        seed: of everything random.
        **options: of ``Word2Vec``.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(window=5, min_count=1, sample=1e-3, workers=1, seed=seed, **options)
    model.build_vocab(text.sentences)
    return model


def gensim_seconds(text: Text, options: Mapping[str, Any], epochs: int = 1) -> float:
    """Return how long gensim learns.

    Args:
        text: to learn from.
        options: of ``Word2Vec``.
        epochs: passes.
    """
    model = gensim_model(text, **options)
    started = time.perf_counter()
    model.train(text.sentences, total_examples=model.corpus_count, epochs=epochs)
    return time.perf_counter() - started


def fasttext_seconds(file: Path, dim: int) -> float:
    """Return how long fastText learns from a file without subwords, its pass for the vocabulary left out.

    Args:
        file: of sentences.
        dim: width of a vector.
    """
    fasttext: Any = import_module("fasttext")  # only there for benchmarks

    seconds: list[float] = []
    for epochs in (1, 2):
        started = time.perf_counter()
        fasttext.train_unsupervised(
            str(file),
            model="skipgram",
            dim=dim,
            ws=5,
            neg=5,
            t=1e-3,
            minCount=1,
            epoch=epochs,
            thread=1,
            maxn=0,
            verbose=0,
        )
        seconds.append(time.perf_counter() - started)
    return seconds[1] - seconds[0]
