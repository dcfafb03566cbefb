"""Random numbers that depend on a place and not on who draws them, and tables to draw from.

Shapes: V vocabulary, N tokens of a chunk, D draws of a noise table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import inlined, lean
from unrolled_embeddings.kernels.tables import Text

_SMALLEST_TABLE = 1 << 20
_DRAWS_A_WORD = 16


@inlined
def mixed(key: np.uint64, place: int) -> np.uint64:
    """Return 64 random bits for a place, whichever thread asks and in whatever order.

    Args:
        key: of the stream.
        place: in the stream.

    Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).
    """
    bits = key + np.uint64(place) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def noise_table(weights_V: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.int32]:
    """Return words in random order, each as often as its weight says: any stretch of it is a sample.

    Args:
        weights_V: not negative, not all zero; a word of weight zero does not occur.
        generator: of the order.

    Returns:
        words_D; D is a power of two.
    """
    words = int((weights_V > 0).sum())
    size = max(_SMALLEST_TABLE, 1 << (words * _DRAWS_A_WORD - 1).bit_length())
    sums_V = np.cumsum(weights_V)
    # Draw d falls to the first word whose share of the table, with those before it, reaches the middle of d.
    ends_V = np.floor(sums_V / sums_V[-1] * size + 0.5).astype(np.int64)
    table_D = np.repeat(np.arange(len(weights_V), dtype=np.int32), np.diff(ends_V, prepend=0))
    generator.shuffle(table_D)
    return table_D


@lean
def keep_words(
    ids_N: NDArray[np.int32],
    offsets_S1: NDArray[np.int64],
    keep_V: NDArray[np.uint64],
    key: np.uint64,
    text: Text,
) -> int:
    """Leave frequent words out of some sequences at random, and words of chance zero always.

    Args:
        ids_N: of the whole corpus.
        offsets_S1: bounds of the sequences.
        keep_V: each word's chance to stay, in 2^32.
        key: of the draws.
        text: room for the words that stay.

    Returns:
        How many words stay.
    """
    size = 0
    for s in range(offsets_S1.size - 1):
        start = size
        for n in range(offsets_S1[s], offsets_S1[s + 1]):
            # Written whether it stays or not: a branch would be guessed wrong for each word that goes.
            text.words_N[size] = ids_N[n]
            text.starts_N[size] = start
            size += int(mixed(key, n) >> np.uint64(32) < keep_V[ids_N[n]])
        text.ends_N[start:size] = size
    return size
