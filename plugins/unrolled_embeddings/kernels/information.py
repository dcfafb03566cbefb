"""Positive pointwise mutual information, written over the counts that it is made of.

Shapes: L slots, R rows of a group, C non-zero counts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import compiled
from unrolled_embeddings.kernels.counting import GROUP, Counts


@compiled
def add_contexts(part: Counts, sums_L: NDArray[np.float64]) -> None:
    """Add up how often each context was counted.

    Args:
        part: counts of a group of words.
        sums_L: the sums.
    """
    for n in range(part.starts_R1[GROUP]):
        sums_L[part.columns_C[n]] += part.values_C[n]


@compiled
def keep_positive(part: Counts, expected_L: NDArray[np.float64]) -> None:
    """Put max(log p(c | w) - expected(c), 0) in the place of counts; what is 0 leaves the matrix.

    Args:
        part: counts of a group of words; the bounds of its rows change too.
        expected_L: what the logarithm of a context's share has to exceed.
    """
    first = kept = 0
    for r in range(GROUP):
        last = part.starts_R1[r + 1]
        total = 0.0
        for n in range(first, last):
            total += part.values_C[n]
        for n in range(first, last):
            column = part.columns_C[n]
            value = math.log(part.values_C[n] / total) - expected_L[column]
            if value > 0:
                part.columns_C[kept], part.values_C[kept] = column, value
                kept += 1
        part.starts_R1[r + 1], first = kept, last
