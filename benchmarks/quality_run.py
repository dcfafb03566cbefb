"""One learning of word vectors, and what they are worth: similarity to people's judgement, and analogies.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from unrolled.vectors import WordVectors, read_pairs, read_questions, score_pairs, score_questions
from vector_sides import fasttext_model, gensim_model, learn_all, learner
from vector_text import DATA, Text, read_text, write_sentences

PAIRS = {"WordSim-353": "EN-WS-353-ALL.txt", "SimLex-999": "EN-SIMLEX-999.txt", "MEN": "EN-MEN-TR-3k.txt"}
QUESTIONS = "questions-words.txt.gz"
ANALOGIES = "analogies"
EPOCHS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One learning.

    Args:
        side: who learns.
        options: of the embedding, with ``name`` and ``threads`` where they count; of ``Word2Vec``; of
            ``train_unsupervised``.
        seed: of everything random.
        words: of the text; None: all.
    """

    side: Literal["ours", "gensim", "fastText"]
    options: Mapping[str, Any]
    seed: int
    words: int | None


def scores_of(run: Run) -> dict[str, float]:
    """Learn, and score what was learned; pairs and questions with unknown words are left out.

    Args:
        run: what to learn.

    Returns:
        Spearman's correlation of each file of pairs, the share of right answers of the analogies, and ``seconds`` that
        the learning took.
    """
    text = read_text(run.words)
    started = time.perf_counter()
    table = _LEARN[run.side](text, run.options, run.seed)
    found = {"seconds": time.perf_counter() - started}
    folder = DATA / "word-vectors"
    for name, file in PAIRS.items():
        found[name] = score_pairs(table, read_pairs(folder / file)).spearman or 0.0
    sections = score_questions(table, read_questions(folder / QUESTIONS))
    right, covered = (sum(counts) for counts in zip(*((each.right, each.covered) for each in sections), strict=True))
    return {**found, ANALOGIES: right / max(covered, 1)}


def _ours(text: Text, options: Mapping[str, Any], seed: int) -> WordVectors:
    fields = {field: value for field, value in options.items() if field not in {"name", "threads"}}
    made = learner(
        options["name"], text.corpus, {"epochs": EPOCHS, **fields}, threads=options.get("threads", 1), seed=seed
    )
    return WordVectors(text.words[1:], learn_all(made)[1:])


def _gensim(text: Text, options: Mapping[str, Any], seed: int) -> WordVectors:
    model = gensim_model(text, seed=seed, **options)
    model.train(text.sentences, total_examples=model.corpus_count, epochs=EPOCHS)
    return WordVectors(model.wv.index_to_key, model.wv.vectors)


def _fasttext(text: Text, options: Mapping[str, Any], seed: int) -> WordVectors:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "text.txt"
        write_sentences(text.sentences, file)
        model = fasttext_model(file, epochs=EPOCHS, seed=seed, **options)
    words: Sequence[str] = text.words[1:]
    return WordVectors(words, np.stack([model.get_word_vector(word) for word in words]))


_LEARN = {"ours": _ours, "gensim": _gensim, "fastText": _fasttext}
