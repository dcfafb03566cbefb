"""Vectors of words and their n-grams, learned on small texts.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from unrolled import ConfigError, Corpus
from unrolled.contracts import Ragged, Silent
from unrolled.errors import DivergedError
from unrolled.runtime.splits import corpus
from unrolled.runtime.vectors import VectorLearner, learn_vectors
from unrolled.vectors import WordVectors, cosine
from unrolled_embeddings import fasttext
from unrolled_embeddings.kernels import rooms
from unrolled_embeddings.prediction import window_learner
from unrolled_embeddings.subwords import fasttext_learner
from unrolled_embeddings.subwords.subword_declarations import FastTextConfig

UNK, FIRST = 1, 2
WORDS = ("", "<unk>", "walking", "talking", "singing", "bringing", "walked", "talked", "parked", "played", "absentee")
ENDING = slice(FIRST, FIRST + 4), slice(FIRST + 4, FIRST + 8)


def text_of(sequences: list[list[int]], words: tuple[str, ...] = WORDS) -> Corpus:
    return corpus([Ragged.of(sequences)], vocab_size=len(words), specials=(UNK,), words=words)


def two_endings(sequences: int = 200) -> Corpus:
    """Sequences of words in -ing, and of words in -ed, at random."""
    generator = np.random.default_rng(1)
    return text_of([(generator.integers(0, 4, 10) + FIRST + 4 * (s % 2)).tolist() for s in range(sequences)])


def learner(text: Corpus, *, seed: int = 1, threads: int = 1, **values: Any) -> VectorLearner:
    config = FastTextConfig.parse({"dim": 8, "sample": 0, "buckets": 1_000, **values})
    made = fasttext.build(config, vocab_size=text.vocab_size).learner(text, seed=seed, threads=threads)
    assert made is not None
    return made


def fit(text: Corpus, *, seed: int = 1, threads: int = 1, **values: Any) -> np.ndarray:
    with TemporaryDirectory() as work:
        return learn_vectors(learner(text, seed=seed, threads=threads, **values), work=Path(work), progress=Silent())


def learned(text: Corpus, **values: Any) -> WordVectors:
    made = learner(text, **values)
    for chunk in range(made.chunks):
        made.learn(chunk)
    return WordVectors(text.words, made.vectors(), made.subwords())


def test_an_unseen_word_is_near_the_words_that_share_its_ending():
    table = learned(two_endings(), epochs=20)
    near, far = (np.mean([cosine(table.vector("ringing"), row_E) for row_E in table.vectors_VE[k]]) for k in ENDING)
    assert near > far + 0.3


@pytest.mark.parametrize("order", ["deterministic", "hogwild"])
def test_words_of_one_topic_become_more_alike_than_words_of_two(order: str):
    vectors_VE = fit(two_endings(), epochs=20, threads=1 if order == "deterministic" else 2, order=order)
    near, far = (np.mean([cosine(vectors_VE[FIRST], row_E) for row_E in vectors_VE[k]]) for k in ENDING)
    assert near > far + 0.3


@pytest.mark.parametrize("dim", [1, 17, 100])
def test_any_number_of_threads_gives_the_same_bytes(dim: int):
    text, given = two_endings(10), {"dim": dim, "epochs": 1}
    found = {threads: fit(text, threads=threads, **given).tobytes() for threads in (1, 2, 8)}
    assert found[1] == found[2] == found[8]
    assert found[1] != fit(text, seed=2, **given).tobytes()


def test_a_word_that_never_occurs_is_the_mean_of_its_n_grams():
    table = learned(two_endings())
    np.testing.assert_allclose(table.vectors_VE[-1], table.subwords.vector("absentee"), atol=1e-7)


def test_n_grams_that_no_word_has_are_zeros():
    table = learned(two_endings())
    used = {code for word in WORDS[FIRST:] for code in table.subwords.buckets([word]).codes_K}
    assert set(np.flatnonzero(table.subwords.buckets_ME.any(axis=1))) == used


def test_padding_has_a_vector_of_zeros_and_a_special_keeps_its_random_start():
    once_VE, longer_VE = fit(two_endings(), epochs=1), fit(two_endings(), epochs=2)
    assert not once_VE[0].any()
    assert once_VE[UNK].any()
    np.testing.assert_array_equal(once_VE[UNK], longer_VE[UNK])


@pytest.mark.parametrize("values", [{}, {"sample": 1e-3}, {"learning_rate": 0.1}, {"window": 10}])
@pytest.mark.parametrize("words", [tuple("abcd"), ("ababab", "ababa", "babab", "abab")])
def test_vectors_of_a_few_words_of_the_same_n_grams_stay_small(words: tuple[str, ...], values: dict[str, Any]):
    letters = np.random.default_rng(0).integers(2, 6, (40, 500)).tolist()
    vectors_VE = fit(text_of(letters, ("", "<unk>", *words)), epochs=2, dim=20, **values)
    assert np.linalg.norm(vectors_VE, axis=1).max() < 10


def few_and_many(words: int) -> Corpus:
    """Sequences of words, the first a hundred times as frequent as the last, at random."""
    chances = 1 / np.arange(1, 10) ** 2
    drawn = np.random.default_rng(0).choice(9, words, p=chances / chances.sum()) + FIRST
    return text_of(drawn.reshape(-1, 200).tolist())


@pytest.mark.parametrize("window", [15, 50, 150])
def test_vectors_of_wide_windows_stay_small(window: int):
    assert np.linalg.norm(fit(few_and_many(4_000), window=window), axis=1).max() < 10


@pytest.mark.parametrize("dim", [8, 50])
def test_any_number_of_threads_gives_the_same_bytes_of_wide_windows(dim: int):
    text, given = few_and_many(400), {"dim": dim, "window": 50, "epochs": 1}
    found = {threads: fit(text, threads=threads, **given).tobytes() for threads in (1, 2, 3, 8)}
    assert found[1] == found[2] == found[3] == found[8]


def test_notes_of_a_batch_take_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch):
    room = 2**20
    monkeypatch.setattr(rooms, "_BYTES", room)
    (notes,) = learner(two_endings(), window=50, negatives=99, learning_rate=1e-5)._rooms
    assert 0.5 * room < (notes.slopes_WX.nbytes + notes.logits_WX.nbytes) / 2 < 1.1 * room


def test_a_vocabulary_of_one_word_is_learned_from_nothing_but_itself():
    assert np.isfinite(fit(text_of([[2, 2, 2]] * 5))).all()


def test_a_sentence_longer_than_a_chunk_is_learned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(window_learner, "CHUNK", 50)
    vectors_VE = fit(text_of([np.random.default_rng(0).integers(2, 10, 2000).tolist()]))
    assert np.isfinite(vectors_VE).all()


def test_words_without_a_spelling_have_no_n_grams_and_that_is_said():
    unspelled = corpus([Ragged.of([[2, 3]])], vocab_size=5, specials=(UNK,))
    with pytest.raises(ConfigError, match="does not say how its words are spelled"):
        fit(unspelled)


def test_vectors_that_are_not_finite_are_never_returned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fasttext_learner, "train_subwords", lambda *job: job[4].rows_RP.fill(np.nan))
    with pytest.raises(DivergedError, match=r"lower embedding\.learning_rate"):
        fit(two_endings())


def test_n_grams_that_must_be_longer_than_they_may_be_are_refused():
    with pytest.raises(ValidationError, match="2 is below min_n, 3: there are no such n-grams"):
        FastTextConfig.parse({"max_n": 2})
