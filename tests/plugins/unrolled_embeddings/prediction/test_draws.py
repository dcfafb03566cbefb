"""Which words stay in the text, and how many are noise."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled_embeddings.prediction.draws import CERTAIN, keep_chances, negatives_for


def test_frequent_words_are_left_out_by_the_formula():
    counts_V = np.array([0, 90_000, 9_990, 10])
    expected = [0, np.sqrt(1e-2 / 0.9) + 1e-2 / 0.9, np.sqrt(1e-2 / 0.0999) + 1e-2 / 0.0999, 1]
    np.testing.assert_allclose(keep_chances(counts_V, 1e-2) / CERTAIN, expected, rtol=1e-6)


def test_a_sample_of_zero_keeps_every_word_for_certain_and_no_special():
    assert keep_chances(np.array([0, 5, 1]), 0).tolist() == [0, CERTAIN, CERTAIN]


@pytest.mark.system("E10")
@pytest.mark.parametrize(("tokens", "negatives"), [(100, 10), (6_500_000, 5), (10**9, 3)])
def test_small_texts_get_more_noise_words_than_large_ones(tokens: int, negatives: int):
    assert negatives_for(tokens) == negatives
