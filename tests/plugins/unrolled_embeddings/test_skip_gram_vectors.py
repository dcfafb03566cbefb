"""Vectors learned from small texts.

Shapes: N tokens, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import torch

from unrolled import Corpus, DataError, PluginError
from unrolled.errors import DivergedError
from unrolled.runtime.vectors import learn_vectors
from unrolled_embeddings import SkipGramConfig, skip_gram, skip_gram_vectors
from unrolled_embeddings.similarity import cosine

UNK, FIRST = 1, 2


class Told:
    """A progress that keeps what it was told."""

    def __init__(self) -> None:
        self.started: list[Any] = []
        self.amounts: list[float] = []
        self.stopped = 0

    def start(self, what: str, total: float, unit: str) -> None:
        self.started.append((what, total, unit))

    def advance(self, amount: float, **_: float) -> None:
        self.amounts.append(amount)

    def stop(self) -> None:
        self.stopped += 1


def corpus(sequences: list[list[int]]) -> Corpus:
    offsets_S1 = np.cumsum([0, *map(len, sequences)])
    ids_N = np.array([index for sequence in sequences for index in sequence], np.int32)
    return Corpus(ids_N, offsets_S1, 12, (0, UNK))


def two_topics() -> Corpus:
    """Sequences that hold either the words 2 to 6 or the words 7 to 11, at random."""
    generator = np.random.default_rng(1)
    return corpus([(generator.integers(0, 5, 10) + FIRST + 5 * (s % 2)).tolist() for s in range(200)])


def fit(text: Corpus, *, seed: int = 1, threads: int = 1, progress: Told | None = None, **values: Any) -> np.ndarray:
    config = SkipGramConfig.parse({"dim": 8, "sample": 0, **values})
    embedding = skip_gram.build(config, vocab_size=text.vocab_size)
    learner = embedding.learner(text, seed=seed, threads=threads)
    with TemporaryDirectory() as work:
        return learn_vectors(learner, work=Path(work), progress=progress or Told())


def test_words_of_one_topic_become_more_alike_than_words_of_two():
    vectors_VE = fit(two_topics(), epochs=20)
    near = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(u + 1, 7)]
    far = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(7, 12)]
    assert min(near) > max(far)


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads():
    first_VE, second_VE = fit(two_topics(), threads=1), fit(two_topics(), threads=4)
    assert first_VE.tobytes() == second_VE.tobytes()
    assert first_VE.tobytes() != fit(two_topics(), seed=2).tobytes()


@pytest.mark.parametrize("tokens", [1, 7, 999])
def test_reports_of_progress_change_no_byte_and_sum_to_all_words(monkeypatch: pytest.MonkeyPatch, tokens: int):
    whole_VE = fit(two_topics(), epochs=2)
    monkeypatch.setattr(skip_gram_vectors, "REPORT_EVERY", tokens)
    told = Told()
    assert fit(two_topics(), epochs=2, progress=told).tobytes() == whole_VE.tobytes()
    assert told.started == [("skip-gram", 4_000, "words")]
    assert sum(told.amounts) == 4_000
    assert told.stopped == 1
    assert len(told.amounts) > 2


def test_words_without_a_neighbour_and_specials_keep_their_random_start():
    alone_VE, absent_VE = fit(corpus([[2], [3], [UNK, 4, 5]])), fit(corpus([[4, 5]]))
    np.testing.assert_array_equal(alone_VE[[UNK, 2, 3]], absent_VE[[UNK, 2, 3]])
    assert np.abs(alone_VE[[UNK, 2, 3]]).max() <= 0.5 / 8


def test_padding_has_a_vector_of_zeros():
    assert not fit(two_topics())[0].any()


@pytest.mark.parametrize("sequences", [[], [[]], [[2], [3]], [[UNK, 2, 0], [UNK, UNK]]])
def test_a_text_without_a_pair_is_an_error_with_a_way_out(sequences: list[list[int]]):
    with pytest.raises(DataError, match=r"no pair to learn from; lower tokenizer\.min_count.*unrolled set embedding"):
        fit(corpus(sequences))


@pytest.mark.parametrize("index", [-1, 12])
def test_an_id_outside_the_vocabulary_is_the_tokenizers_fault(index: int):
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        fit(corpus([[2, index, 3]]))


def test_vectors_that_are_not_finite_are_never_returned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(skip_gram_vectors, "train", lambda _ids, _bounds, _done, job: job.weights.words_VE.fill(np.nan))
    with pytest.raises(DivergedError, match=r"lower embedding\.learning_rate"):
        fit(two_topics())


@pytest.mark.system("E10")
def test_null_negatives_are_chosen_by_the_size_of_the_text():
    assert fit(two_topics(), negatives=None).tobytes() == fit(two_topics(), negatives=10).tobytes()


@pytest.mark.parametrize("freeze", [False, True])
def test_the_layer_gives_the_learned_vectors_and_trains_them_unless_frozen(freeze: bool):
    vectors_VE = fit(two_topics())
    vectors_VE.flags.writeable = False
    layer = skip_gram.build(SkipGramConfig(dim=8, freeze=freeze), vocab_size=12).module(vectors_VE)
    np.testing.assert_array_equal(layer(torch.arange(12)).detach(), vectors_VE)
    assert [parameter.requires_grad for parameter in layer.parameters()] == [not freeze]


def test_a_layer_without_vectors_starts_small_and_differs_by_seed():
    embedding = skip_gram.build(SkipGramConfig(dim=8), vocab_size=12)
    torch.manual_seed(1)
    first, second = embedding.module(None).weight, embedding.module(None).weight
    assert first.abs().max() <= 0.5 / 8
    assert not torch.equal(first, second)
