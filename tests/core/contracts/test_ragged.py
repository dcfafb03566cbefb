"""Sequences of unequal length as one array."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Ragged


@given(st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=5), max_size=6))
@settings(max_examples=50)
def test_the_bounds_give_every_sequence_back(sequences):
    ragged = Ragged.of(sequences)
    parts = np.split(ragged.values, ragged.offsets_S1[1:-1]) if sequences else []
    assert [part.tolist() for part in parts] == sequences
    assert (ragged.values.dtype, ragged.offsets_S1.dtype) == (np.int32, np.int64)
    assert len(ragged.offsets_S1) == len(sequences) + 1


@given(st.lists(st.tuples(st.lists(st.integers(0, 2**31 - 1), max_size=5), st.booleans()), max_size=6))
@settings(max_examples=50)
def test_ids_may_be_lists_and_arrays_at_once(sequences):
    expected = Ragged.of([ids for ids, _ in sequences])
    mixed = Ragged.of([np.array(ids, np.int64) if as_array else ids for ids, as_array in sequences])
    assert (mixed.values.tolist(), mixed.values.dtype) == (expected.values.tolist(), np.int32)
    assert mixed.offsets_S1.tolist() == expected.offsets_S1.tolist()


def test_arrays_without_an_element_are_no_ids():
    assert Ragged.of([np.array([]), [1]]).offsets_S1.tolist() == [0, 0, 1]


def test_an_empty_list_among_frames_has_no_frame():
    ragged = Ragged.of([[], np.ones((2, 3)), []])
    assert (ragged.values.shape, ragged.values.dtype) == ((2, 3), np.float32)
    assert ragged.offsets_S1.tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize(
    "sequences",
    [[np.ones((2, 3)), [1, 2]], [np.ones((2, 3)), np.ones((2, 4))], [np.ones(3)]],
    ids=["frames and ids", "two widths", "numbers that are no frames"],
)
def test_sequences_that_cannot_be_joined_are_refused(sequences):
    with pytest.raises(ValueError, match="frames of one width are needed, or ids alone"):
        Ragged.of(sequences)


def test_frames_keep_their_width_and_type():
    ragged = Ragged.of([np.zeros((2, 3), np.float32), np.zeros((0, 3), np.float32)])
    assert (ragged.values.shape, ragged.values.dtype) == ((2, 3), np.float32)
    assert ragged.offsets_S1.tolist() == [0, 2, 2]
