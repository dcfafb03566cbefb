"""Sequences of unequal length as one matrix."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tokenizers.padding import pad

LECTURE = [[2, 1, 4, 5], [2, 1, 6, 7], [3, 1, 4, 5], [8, 3, 9, 6, 7, 11, 10]]
SEQUENCES = st.lists(st.lists(st.integers(1, 99), max_size=8), max_size=6)
SIDES = st.sampled_from(["pre", "post"])


@pytest.mark.system("T05")
def test_padding_before_gives_the_matrix_of_the_lecture():
    expected = [[0, 0, 0, 2, 1, 4, 5], [0, 0, 0, 2, 1, 6, 7], [0, 0, 0, 3, 1, 4, 5], [8, 3, 9, 6, 7, 11, 10]]
    assert pad(LECTURE, 7, side="pre").tolist() == expected
    assert pad(LECTURE, side="pre").tolist() == expected


@pytest.mark.system("T05")
def test_padding_behind_puts_the_ids_first():
    expected = [[2, 1, 4, 5, 0, 0, 0], [2, 1, 6, 7, 0, 0, 0], [3, 1, 4, 5, 0, 0, 0], [8, 3, 9, 6, 7, 11, 10]]
    assert pad(LECTURE, side="post").tolist() == expected


@pytest.mark.system("T05")
@pytest.mark.parametrize(("truncate", "kept"), [("post", [8, 3, 9, 6]), ("pre", [6, 7, 11, 10])])
@pytest.mark.parametrize("side", ["pre", "post"])
def test_truncation_cuts_the_side_that_it_is_told(truncate: Any, kept: list[int], side: Any):
    assert pad(LECTURE, 4, side=side, truncate=truncate).tolist() == [*LECTURE[:3], kept]


@given(SEQUENCES, SIDES, st.integers(0, 4))
@settings(max_examples=50)
def test_without_its_padding_a_sequence_is_what_it_was(
    sequences: list[list[int]], side: Literal["pre", "post"], extra: int
):
    length = max(map(len, sequences), default=0) + extra
    ids_BT = pad(sequences, length, side=side)
    assert ids_BT.shape == (len(sequences), length)
    assert [[index for index in row if index] for row in ids_BT.tolist()] == sequences
    assert all(row == sorted(row, key=bool, reverse=side == "post") for row in ids_BT.tolist())


@given(SEQUENCES)
@settings(max_examples=20)
def test_a_length_of_zero_keeps_nothing(sequences: list[list[int]]):
    assert pad(sequences, 0, truncate="pre").shape == (len(sequences), 0)
