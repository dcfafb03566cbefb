"""Sequences of unequal length as one array."""

from __future__ import annotations

import numpy as np
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


def test_frames_keep_their_width_and_type():
    ragged = Ragged.of([np.zeros((2, 3), np.float32), np.zeros((0, 3), np.float32)])
    assert (ragged.values.shape, ragged.values.dtype) == ((2, 3), np.float32)
    assert ragged.offsets_S1.tolist() == [0, 2, 2]
