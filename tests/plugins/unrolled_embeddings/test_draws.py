"""Which words stay in the text, and how often each is noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unrolled_embeddings.draws import alias_table, draws, keep_chances, negatives_for
from unrolled_embeddings.randomness import CERTAIN


def shares(accept_V: np.ndarray, alias_V: np.ndarray) -> np.ndarray:
    """The distribution that an alias table draws from, read off the table."""
    own_V = accept_V / CERTAIN
    share_V = own_V.copy()
    np.add.at(share_V, alias_V, 1 - own_V)
    return share_V / len(alias_V)


@given(arrays(np.float64, st.integers(1, 30), elements=st.one_of(st.just(0.0), st.floats(1e-3, 1e6))))
@settings(max_examples=100)
def test_the_alias_table_draws_by_weight_and_never_what_weighs_nothing(weights_V: np.ndarray):
    weights_V[0] += 1
    share_V = shares(*alias_table(weights_V))
    np.testing.assert_allclose(share_V, weights_V / weights_V.sum(), atol=1e-8)
    assert not share_V[weights_V == 0].any()


@pytest.mark.system("E10")
@pytest.mark.parametrize(
    ("power", "expected"), [(0.75, [0, 8 / 9, 1 / 9]), (1, [0, 16 / 17, 1 / 17]), (0, [0, 0.5, 0.5])]
)
def test_noise_is_drawn_by_count_to_the_power(power: float, expected: list[float]):
    tables = draws(np.array([0, 16, 1]), sample=0, noise_power=power)
    np.testing.assert_allclose(shares(tables.accept_V, tables.alias_V), expected, atol=1e-9)


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
