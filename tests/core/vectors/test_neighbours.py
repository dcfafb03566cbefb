"""The words nearest to a word or a vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled.vectors import Subwords, WordVectors, cosine, nearest_to, neighbours


def test_fruit_is_nearest_to_fruit(features):
    (nearest, *_) = neighbours(features(), "apple")
    assert nearest.word == "orange"
    assert nearest.cosine == pytest.approx(0.9998, abs=5e-5)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_neighbours_come_in_the_order_of_their_cosines(seed: int, count: int):
    vectors_VE = np.random.default_rng(seed).standard_normal((20, 4)).astype(np.float32)
    table = WordVectors([f"w{row}" for row in range(20)], vectors_VE)
    found = neighbours(table, "w3", count)
    cosines = {f"w{row}": cosine(vectors_VE[3], vectors_VE[row]) for row in range(20) if row != 3}
    assert [each.word for each in found] == sorted(cosines, key=lambda word: -cosines[word])[:count]
    assert [each.cosine for each in found] == pytest.approx([cosines[each.word] for each in found], abs=1e-5)


def test_among_equals_the_earlier_word_comes_first():
    table = WordVectors(["a", "b", "c"], np.ones((3, 2), np.float32))
    assert [each.word for each in nearest_to(table, np.ones(2, np.float32))] == ["a", "b", "c"]


def test_a_word_is_looked_up_in_lower_case_where_it_is_not_there_as_written(features):
    assert neighbours(features(), "Apple") == neighbours(features(), "apple")


def test_an_unknown_word_is_named_with_the_nearest_one(features):
    with pytest.raises(ConfigError) as caught:
        neighbours(features(), "Quene")
    assert str(caught.value) == "the word 'Quene' is not among the 6 words. Did you mean 'queen'?"


def test_n_grams_give_an_unknown_word_neighbours(features):
    table = features()
    table = WordVectors(table.words, table.vectors_VE, Subwords(table.vectors_VE[-1:], 3, 6))
    assert neighbours(table, "fruit", 2)[0].word == "orange"
