"""Random numbers inside compiled loops: SplitMix64, whose whole state is one number.

Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

CERTAIN = 1 << 32
"""A chance in 2^32 that always comes true."""


@njit(nogil=True)
def draw(state_1: NDArray[np.uint64]) -> np.uint64:
    """Return 32 random bits and step the state on.

    Args:
        state_1: of the generator; changed.
    """
    state_1[0] += np.uint64(0x9E3779B97F4A7C15)
    bits = state_1[0]
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (bits ^ (bits >> np.uint64(31))) >> np.uint64(32)


@njit(nogil=True)
def below(state_1: NDArray[np.uint64], bound: int) -> np.int64:
    """Return a random number from 0 to ``bound - 1``.

    Args:
        state_1: of the generator; changed.
        bound: at least 1, below 2^32.
    """
    return np.int64((draw(state_1) * np.uint64(bound)) >> np.uint64(32))


@njit(nogil=True)
def happens(state_1: NDArray[np.uint64], chance: np.uint64) -> np.bool:
    """Return whether something of a given chance comes true.

    Args:
        state_1: of the generator; changed.
        chance: in 2^32.
    """
    return draw(state_1) < chance
