"""Positive pointwise mutual information of words and contexts, as a sparse matrix, and its products.

Shapes: L slots, C non-zero numbers of a group, K columns of a dense matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.counting import GROUP, Counts
from unrolled_embeddings.kernels.information import add_contexts, keep_positive
from unrolled_embeddings.kernels.sparse import add_product, add_transposed


def information(parts: Sequence[Counts], *, shift: float, smoothing: float) -> list[Counts]:
    """Return max(log(p(w, c) / p(w) p(c)) - log shift, 0), in the memory of the counts.

    Args:
        parts: counts of each group of words; changed.
        shift: whose logarithm is taken off.
        smoothing: contexts count by their sum to this power in p(c).

    Source: Levy, Goldberg & Dagan, "Improving distributional similarity with lessons learned from word embeddings",
        TACL 2015, equations 2, 3 and section 3.2.
    """
    contexts_L = np.zeros(GROUP * len(parts))
    for part in parts:
        add_contexts(part, contexts_L)
    contexts_L **= smoothing
    with np.errstate(divide="ignore"):
        expected_L = np.log(contexts_L / contexts_L.sum()) + np.log(shift)
    for part in parts:
        keep_positive(part, expected_L)
    sizes = [part.starts_R1[-1] for part in parts]
    return [Counts(starts, columns[:n], values[:n]) for n, (starts, columns, values) in zip(sizes, parts, strict=True)]


def product(
    parts: Sequence[Counts], right_LK: NDArray[np.float32], threads: int, *, transposed: bool = False
) -> NDArray[np.float32]:
    """Return a sparse matrix, or the transposed one, times a dense one.

    Args:
        parts: rows of the sparse matrix, group by group.
        right_LK: the dense one.
        threads: each takes some of the columns, so the sums do not depend on them.
        transposed: whether rows and columns change places.
    """
    kernel = add_transposed if transposed else add_product

    def multiply(some_LK: NDArray[np.float32]) -> NDArray[np.float32]:
        right_LK = np.ascontiguousarray(some_LK)
        out_LK = np.zeros_like(right_LK)
        for group, part in enumerate(parts):
            kernel(part, group * GROUP, right_LK, out_LK)
        return out_LK

    with ThreadPoolExecutor(threads) as pool:
        return np.hstack(list(pool.map(multiply, np.array_split(right_LK, threads, axis=1))))
