"""Random numbers of compiled loops."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled_embeddings.randomness import CERTAIN, below, draw, happens


def test_the_generator_is_splitmix64():
    """The first outputs for the seed 1234567, as published with the algorithm; the upper half of each is used."""
    state_1 = np.array([1234567], np.uint64)
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [int(draw(state_1)) for _ in published] == [number >> 32 for number in published]


def test_numbers_below_a_bound_are_spread_evenly():
    state_1 = np.array([7], np.uint64)
    counts = np.bincount([below(state_1, 5) for _ in range(10_000)], minlength=5)
    assert len(counts) == 5
    assert np.sum((counts - 2_000) ** 2 / 2_000) < 20


@pytest.mark.parametrize(("chance", "expected"), [(0, 0), (CERTAIN // 4, 1_000), (CERTAIN, 4_000)])
def test_a_chance_comes_true_in_its_share_of_draws(chance: int, expected: int):
    state_1 = np.array([7], np.uint64)
    assert sum(happens(state_1, np.uint64(chance)) for _ in range(4_000)) == pytest.approx(
        expected, abs=100 * (expected == 1_000)
    )
