"""How often words stand near one another.

A row of counts collects in an array as long as the vocabulary, so there is nothing to hash, to sort or to merge.
Counts are summed as whole numbers: no order of the sum changes them.

Shapes: L slots, R rows of a group, D distances, C non-zero counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.prefetching import prefetch
from unrolled_embeddings.kernels.compiled import compiled
from unrolled_embeddings.kernels.places import GAP, Index

GROUP = 512
"""Slots of a group: two groups of rows of 100 numbers and as many sums of squares fit a cache of 1 MiB."""
ONE = 1 << 32
"""The whole number that stands for 1; a pair's count stays below 2^31."""
_AHEAD = 8
"""Places of a word between bringing the text near and reading it."""
_BYTES = 4
"""Of a slot in the text."""
_AROUND = 16
"""Words on a side of a place that are brought near: two cache lines in all."""


class Near(NamedTuple):
    """What is near a word.

    Args:
        weights_D: what a word counts at each distance, ``ONE`` for 1.
        steps: -1 for the words before, 1 for those behind.
    """

    weights_D: NDArray[np.int64]
    steps: NDArray[np.int64]


class Counts(NamedTuple):
    """The counts of a group's words, as a compressed sparse matrix.

    Args:
        starts_R1: bounds of each row; a row is a word.
        columns_C: slots of the words near it, in no order.
        values_C: their counts.
    """

    starts_R1: NDArray[np.int64]
    columns_C: NDArray[np.int32]
    values_C: NDArray[np.float32]


@compiled
def count(index: Index, first: int, near: Near, sums_L: NDArray[np.int64], counts: Counts) -> None:
    """Count what stands near the words of a group.

    Args:
        index: of the text.
        first: slot of the group.
        near: what counts.
        sums_L: room to work in; zeros, also afterwards.
        counts: room for one more count than there can be.
    """
    text, last = index.text_M.ctypes.data, index.places_N.size - 1
    size = 0
    for r in range(GROUP):
        end = size
        for n in range(index.starts_L1[first + r], index.starts_L1[first + r + 1]):
            coming = np.int64(index.places_N[min(n + _AHEAD, last)])
            prefetch(text + _BYTES * (coming - _AROUND), 2 * _BYTES * _AROUND)
            for step in near.steps:
                m = np.int64(index.places_N[n])
                for d in range(near.weights_D.size):
                    m += step
                    slot = index.text_M[m]
                    if slot == GAP:
                        break
                    before = sums_L[slot]
                    sums_L[slot] = before + near.weights_D[d]
                    # Written always and kept where it is new: a branch here would be guessed wrong half the time.
                    counts.columns_C[end] = slot
                    end += before == 0
        for n in range(size, end):
            slot = counts.columns_C[n]
            counts.values_C[n] = sums_L[slot] / ONE
            sums_L[slot] = 0
        counts.starts_R1[r + 1] = size = end
