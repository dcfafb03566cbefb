"""Counts laid out in tiles.

Shapes: C non-zero counts.
"""

from __future__ import annotations

import numpy as np
import pytest

from unrolled_embeddings.kernels.counting import GROUP, Counts
from unrolled_embeddings.kernels.pairs import Tiles, tiles

GROUPS = 3


def counts() -> Counts:
    generator = np.random.default_rng(1)
    columns = [generator.permutation(GROUPS * GROUP)[: generator.integers(20)] for _ in range(GROUP)]
    columns_C = np.concatenate(columns).astype(np.int32)
    starts_R1 = np.cumsum([0, *map(len, columns)])
    return Counts(starts_R1, columns_C, generator.uniform(0.1, 300, len(columns_C)).astype(np.float32))


def laid_out(seed: int = 1) -> Tiles:
    return tiles(counts(), GROUPS, x_max=100, alpha=0.75, generator=np.random.default_rng(seed))


def test_every_count_is_in_the_tile_of_its_group_once():
    (starts_R1, columns_C, values_C), (bounds_G1, pairs_C) = counts(), laid_out()
    groups_C = np.repeat(np.arange(GROUPS), np.diff(bounds_G1))
    found = zip(pairs_C["word"], groups_C * GROUP + pairs_C["context"], pairs_C["target"], strict=True)
    expected = zip(np.repeat(np.arange(GROUP), np.diff(starts_R1)), columns_C, np.log(values_C), strict=True)
    assert sorted(found) == sorted(expected)


@pytest.mark.system("E11")
@pytest.mark.parametrize(("count", "weight"), [(1, 0.01**0.75), (50, 0.5**0.75), (100, 1), (5_000, 1)])
def test_a_pair_weighs_by_its_count_up_to_x_max(count: float, weight: float):
    starts_R1 = np.minimum(np.arange(GROUP + 1), 1)
    one = Counts(starts_R1, np.zeros(1, np.int32), np.array([count], np.float32))
    made = tiles(one, 1, x_max=100, alpha=0.75, generator=np.random.default_rng(1))
    assert made.pairs_C["weight"].tolist() == pytest.approx([weight])


def test_the_order_in_a_tile_is_random_and_the_seeds():
    first, same, other = laid_out(), laid_out(), laid_out(seed=2)
    assert first.pairs_C.tobytes() == same.pairs_C.tobytes() != other.pairs_C.tobytes()
    words_C = first.pairs_C["word"][: first.bounds_G1[1]].astype(np.float64)
    assert abs(np.corrcoef(words_C, np.arange(len(words_C)))[0, 1]) < 0.1
