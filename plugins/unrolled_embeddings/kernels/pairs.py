"""Counts as GloVe reads them: tile by tile, in random order within each tile.

A tile holds the pairs of one group of words with one group of contexts, so that all vectors of a tile fit the cache.

Shapes: G groups, C non-zero counts, which are pairs of words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import compiled
from unrolled_embeddings.kernels.counting import GROUP, Counts
from unrolled_embeddings.kernels.noise import mixed

PAIR = np.dtype([("word", np.uint16), ("context", np.uint16), ("target", np.float32), ("weight", np.float32)])
"""Places in their groups, the logarithm of the count, and the weight in the loss."""


class Tiles(NamedTuple):
    """The pairs of a group of words.

    Args:
        bounds_G1: of each tile; tile g holds the contexts of group g.
        pairs_C: of dtype PAIR.
    """

    bounds_G1: NDArray[np.int64]
    pairs_C: NDArray[Any]

    def tile(self, group: int) -> NDArray[Any]:
        """Return the pairs with the contexts of a group.

        Args:
            group: counted from 0.
        """
        return self.pairs_C[self.bounds_G1[group] : self.bounds_G1[group + 1]]


def tiles(counts: Counts, groups: int, *, x_max: float, alpha: float, generator: np.random.Generator) -> Tiles:
    """Lay out the counts of a group of words.

    Args:
        counts: of the group; changed.
        groups: G.
        x_max: count from which on a pair has full weight.
        alpha: below, it weighs (count / x_max) to this power.
        generator: of the order.

    Source: Pennington, Socher & Manning, "GloVe: global vectors for word representation", EMNLP 2014, equation 9.
    """
    sizes_G = np.bincount(counts.columns_C // GROUP, minlength=groups)
    bounds_G1 = np.concatenate([[0], np.cumsum(sizes_G)])
    # In place: what is made here at once decides how much memory counting takes.
    weights_C = counts.values_C / np.float32(x_max)
    np.minimum(weights_C, 1, out=weights_C)
    weights_C **= np.float32(alpha)
    targets_C = np.log(counts.values_C, out=counts.values_C)
    made = Tiles(bounds_G1, np.empty(len(targets_C), PAIR))
    _deal(counts, targets_C, weights_C, generator.integers(1 << 63, dtype=np.uint64), made)
    return made


@compiled
def _deal(
    counts: Counts, targets_C: NDArray[np.float32], weights_C: NDArray[np.float32], key: np.uint64, made: Tiles
) -> None:
    # Fisher and Yates' shuffle from the inside out: each pair takes a random place of those filled so far in its
    # tile, and what stood there goes to the end.
    ends_G = made.bounds_G1[:-1].copy()
    for r in range(GROUP):
        for n in range(counts.starts_R1[r], counts.starts_R1[r + 1]):
            group, context = divmod(np.int64(counts.columns_C[n]), GROUP)
            start, end = made.bounds_G1[group], ends_G[group]
            filled = np.uint64(end + 1 - start)
            at = start + np.int64(((mixed(key, n) >> np.uint64(32)) * filled) >> np.uint64(32))
            made.pairs_C[end] = made.pairs_C[at]
            pair: Any = made.pairs_C[at]
            pair.word, pair.context = r, context
            pair.target, pair.weight = targets_C[n], weights_C[n]
            ends_G[group] = end + 1
