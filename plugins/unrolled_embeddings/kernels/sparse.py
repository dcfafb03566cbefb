"""Products of a sparse matrix, held in groups of rows, and a dense one.

Shapes: L slots, K columns of a dense matrix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import compiled
from unrolled_embeddings.kernels.counting import GROUP, Counts


@compiled
def add_product(part: Counts, first: int, right_LK: NDArray[np.float32], out_LK: NDArray[np.float32]) -> None:
    """Add what a group of rows gives.

    Args:
        part: the rows.
        first: slot of the group.
        right_LK: the dense matrix.
        out_LK: the sum.
    """
    for r in range(GROUP):
        sums_K = out_LK[first + r]
        for n in range(part.starts_R1[r], part.starts_R1[r + 1]):
            value, right_K = part.values_C[n], right_LK[part.columns_C[n]]
            for k in range(sums_K.size):
                sums_K[k] += value * right_K[k]


@compiled
def add_transposed(part: Counts, first: int, right_LK: NDArray[np.float32], out_LK: NDArray[np.float32]) -> None:
    """Add what a group of rows gives where they are taken as columns.

    Args:
        part: the rows.
        first: slot of the group.
        right_LK: the dense matrix.
        out_LK: the sum.
    """
    for r in range(GROUP):
        right_K = right_LK[first + r]
        for n in range(part.starts_R1[r], part.starts_R1[r + 1]):
            value, sums_K = part.values_C[n], out_LK[part.columns_C[n]]
            for k in range(sums_K.size):
                sums_K[k] += value * right_K[k]
