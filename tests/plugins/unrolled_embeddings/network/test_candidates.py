"""The candidates of a sampled softmax.

Shapes: V vocabulary, K candidates, B batch.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_embeddings.network.candidates import Candidates

COUNTS_V = np.array([0, 900, 300, 100, *[20] * 60, *[5] * 200, 0])
SHARES_V = COUNTS_V / COUNTS_V.sum()
BATCH, NOISE = 30, 60


def test_a_vocabulary_of_no_more_words_than_noise_is_taken_whole_and_uncorrected():
    choice = Candidates(np.array([0, 3, 2]), 3).draw(np.array([2, 1, 2]), np.random.default_rng(0))
    assert choice.words_K.tolist() == [0, 1, 2]
    assert choice.right_B.tolist() == [2, 1, 2]
    assert not choice.log_chances_K.any()


@given(seed=st.integers(0, 2**32 - 1), noise=st.integers(1, 250), size=st.integers(1, 9))
def test_candidates_are_distinct_words_of_the_text_with_every_right_one_among_them(seed: int, noise: int, size: int):
    random = np.random.default_rng(seed)
    targets_B = random.integers(1, len(COUNTS_V) - 1, size)
    choice = Candidates(COUNTS_V, noise).draw(targets_B, random)
    assert len(set(choice.words_K.tolist())) == len(choice.words_K) <= noise + size
    assert choice.words_K[choice.right_B].tolist() == targets_B.tolist()
    assert COUNTS_V[choice.words_K].all()
    assert (choice.log_chances_K <= 0).all()


class Highest:
    """Draws the highest number below 1."""

    def random(self, size: int) -> np.ndarray:
        return np.full(size, np.nextafter(1, 0))


def test_no_rounding_of_sums_lets_a_word_be_drawn_that_does_not_occur():
    counts_V = np.array([0, *[10] * 100, 0, 0])
    choice = Candidates(counts_V, 60).draw(np.array([5]), Highest())
    assert choice.words_K.tolist() == [5, 100]
    assert np.isfinite(choice.log_chances_K).all()


def drawn(batches: int):
    """Yield choices of batches whose right words are drawn by their share of the text."""
    random, candidates = np.random.default_rng(1), Candidates(COUNTS_V, NOISE)
    for _ in range(batches):
        yield candidates.draw(random.choice(len(COUNTS_V), BATCH, p=SHARES_V), random)


def test_a_chance_is_how_often_a_word_is_a_candidate():
    seen_V, chances_V = np.zeros(len(COUNTS_V)), np.zeros(len(COUNTS_V))
    for choice in drawn(3_000):
        seen_V[choice.words_K] += 1 / 3_000
        chances_V[choice.words_K] = np.exp(choice.log_chances_K)
    np.testing.assert_allclose(seen_V, chances_V, atol=0.04)


@pytest.mark.parametrize(("corrected", "low", "high"), [(True, 0, 0.03), (False, 0.1, 1)])
def test_right_scores_have_no_gradient_in_the_mean_once_they_are_corrected(corrected: bool, low: float, high: float):
    log_shares_V = torch.from_numpy(np.log(np.maximum(SHARES_V, 1e-9)))
    slope_V = torch.zeros(len(COUNTS_V), dtype=torch.float64)
    for choice in drawn(2_000):
        words_K = torch.from_numpy(choice.words_K)
        scores_K = log_shares_V[words_K] - (torch.from_numpy(choice.log_chances_K) if corrected else 0)
        slope_V.index_add_(0, words_K, scores_K.softmax(0) / 2_000)
        right_B = words_K[torch.from_numpy(choice.right_B)]
        slope_V.index_add_(0, right_B, torch.full((BATCH,), -1 / BATCH / 2_000, dtype=torch.float64))
    assert low <= slope_V.abs().sum().item() / 2 < high
