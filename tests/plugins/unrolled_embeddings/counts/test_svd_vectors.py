"""Vectors from a singular value decomposition, against numpy's.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Corpus, Ragged
from unrolled.runtime.splits import corpus
from unrolled.vectors import cosine
from unrolled_embeddings.counts.cooccurrence import slots
from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig, cooccurrence_svd
from unrolled_embeddings.counts.svd_vectors import SvdLearner
from unrolled_embeddings.kernels.counting import GROUP

WORDS = 700


def text(sequences: list[list[int]], vocab_size: int) -> Corpus:
    return corpus([Ragged.of(sequences)], vocab_size=vocab_size, specials=(0, 1))


def some_text() -> Corpus:
    generator = np.random.default_rng(1)
    return text((generator.zipf(1.3, (100, 20)) % (WORDS - 2) + 2).tolist(), WORDS)


def learner(given: Corpus, *, seed: int = 1, threads: int = 1, **values: Any) -> SvdLearner:
    config = CooccurrenceSvdConfig.parse({"dim": 8, **values})
    made = cooccurrence_svd.build(config, vocab_size=given.vocab_size).learner(given, seed=seed, threads=threads)
    assert isinstance(made, SvdLearner)
    return made


def learned(given: Corpus, **values: Any) -> np.ndarray:
    made = learner(given, **values)
    for chunk in range(made.chunks):
        made.learn(chunk)
    return made.vectors()


def matrix(made: SvdLearner) -> np.ndarray:
    dense_LL = np.zeros((GROUP * len(made._matrix),) * 2)
    for group, (starts_R1, columns_C, values_C) in enumerate(made._matrix):
        dense_LL[group * GROUP + np.repeat(np.arange(GROUP), np.diff(starts_R1)), columns_C] = values_C
    return dense_LL[np.ix_(slots(WORDS), slots(WORDS))]


def test_vectors_are_left_singular_vectors_times_roots_of_their_values():
    left_VV, values_V, _ = np.linalg.svd(matrix(learner(some_text())))
    left_VE = left_VV[:, :8]
    left_VE *= np.sign(left_VE[np.abs(left_VE).argmax(0), range(8)])
    found_VE = learned(some_text(), iterations=200)
    np.testing.assert_allclose(found_VE, left_VE * np.sqrt(values_V[:8]), atol=2e-3)


def test_the_same_seed_gives_the_same_bytes_and_another_the_same_directions():
    first_VE = learned(some_text(), iterations=200)
    assert first_VE.tobytes() == learned(some_text(), iterations=200).tobytes()
    np.testing.assert_allclose(learned(some_text(), seed=2, iterations=200), first_VE, atol=2e-3)


def test_a_budget_that_sends_the_counts_to_disk_changes_no_byte():
    assert learned(some_text(), memory=4e-4).tobytes() == learned(some_text()).tobytes()


def test_threads_change_no_byte_and_torch_keeps_its_own():
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone_VE = learned(some_text(), dim=100, iterations=2)
        torch.set_num_threads(3)
        together_VE = learned(some_text(), dim=100, iterations=2, threads=3)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    assert alone_VE.tobytes() == together_VE.tobytes()


def test_words_of_one_topic_become_more_alike_than_words_of_two():
    generator = np.random.default_rng(1)
    vectors_VE = learned(text([(generator.integers(0, 5, 10) + 2 + 5 * (s % 2)).tolist() for s in range(200)], 12))
    near = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(u + 1, 7)]
    far = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(7, 12)]
    assert min(near) > max(far)


def information(sequences: list[list[int]], window: int) -> np.ndarray:
    """Return the positive pointwise mutual information of five words, context shares smoothed by 0.75."""
    counts_VV = np.zeros((5, 5))
    for sequence in sequences:
        words = [word for word in sequence if word > 1]
        for place, word in enumerate(words):
            for distance, context in enumerate(words[place + 1 : place + 1 + window], 1):
                counts_VV[word, context] += 1 / distance
                counts_VV[context, word] += 1 / distance
    contexts_V = counts_VV.sum(0) ** 0.75
    with np.errstate(divide="ignore", invalid="ignore"):
        found_VV = np.log(counts_VV / counts_VV.sum(1, keepdims=True) / (contexts_V / contexts_V.sum()))
    return np.maximum(np.nan_to_num(found_VV, neginf=0), 0)


@given(st.lists(st.lists(st.integers(0, 4), max_size=8), max_size=4), st.integers(5, 300), st.integers(1, 9))
@settings(max_examples=25)
def test_the_vectors_of_any_text_have_the_products_that_the_whole_decomposition_gives(
    sequences: list[list[int]], dim: int, window: int
):
    sequences = [*sequences, [2, 3, 4, 4]]
    left_VV, values_V, _ = np.linalg.svd(information(sequences, window))
    found_VE = learned(text(sequences, 5), dim=dim, window=window)
    np.testing.assert_allclose(found_VE @ found_VE.T, left_VV * values_V @ left_VV.T, atol=1e-3)


@pytest.mark.parametrize("dim", [1, 40, 600])
def test_vectors_wider_than_the_text_has_directions_end_in_zeros(dim: int):
    vectors_VE = learned(text([[2, 3, 4, 5], [5, 3, 3, 2]], 6), dim=dim)
    assert vectors_VE.shape == (6, dim)
    assert np.isfinite(vectors_VE).all()
    assert not vectors_VE[:, 4:].any()
    assert vectors_VE[2:, 0].any()
    assert not vectors_VE[:2].any()


def test_a_text_whose_words_meet_by_chance_alone_is_an_error_with_a_way_out():
    with pytest.raises(DataError, match=r"no two words .* more often than by chance, times embedding\.shift"):
        learner(text([[2, 2, 2]], 3))
