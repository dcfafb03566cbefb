"""How far a text is from what it should be."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.transcription.edit_distance import edit_distance, error_rate

LETTERS = st.text("abc", max_size=7)


def literal(target, predicted):
    """Return the distance by its recursive definition."""

    @cache
    def apart(i, j):
        if not i or not j:
            return i + j
        exchanged = apart(i - 1, j - 1) + (target[i - 1] != predicted[j - 1])
        return min(exchanged, apart(i - 1, j) + 1, apart(i, j - 1) + 1)

    return apart(len(target), len(predicted))


@given(LETTERS, LETTERS)
def test_the_distance_is_that_of_its_definition(target, predicted):
    assert edit_distance(target, predicted) == literal(target, predicted) == edit_distance(predicted, target)


def test_words_are_compared_as_letters_are():
    assert edit_distance(["turn", "off", "the", "light"], ["turn", "the", "red", "light", "on"]) == 3


@pytest.mark.parametrize(
    ("pairs", "rate"),
    [
        ([("ab", "ab"), ("cdef", "cd")], 2 / 6),
        ([("a", "aaaa")], 3.0),
        ([("", "ab")], 2.0),
        ([("", "")], 0.0),
    ],
)
def test_a_rate_is_edits_over_symbols_of_the_targets(pairs, rate):
    assert error_rate(pairs) == pytest.approx(rate)
