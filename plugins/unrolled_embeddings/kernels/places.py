"""Where words stand in a text.

Shapes: N tokens, S sequences, V vocabulary, L slots, M words of the text and the gaps between sequences.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import compiled

GAP = -1
"""Stands in the text before, between and behind sequences."""


class Index(NamedTuple):
    """A text and its words' places.

    Args:
        text_M: slot of each word.
        starts_L1: bounds of each slot's places.
        places_N: positions in the text, ascending in each slot.
        vocab_size: V.
    """

    text_M: NDArray[np.int32]
    starts_L1: NDArray[np.int64]
    places_N: NDArray[np.integer]
    vocab_size: int


@compiled
def count_words(ids_N: NDArray[np.int32], offsets_S1: NDArray[np.int64], counts_V: NDArray[np.int64]) -> int:
    """Count each word's uses.

    Args:
        ids_N: of the text.
        offsets_S1: bounds of the sequences.
        counts_V: zeros at first; a word of less is not counted.

    Returns:
        The most words that were counted in a sequence.
    """
    most = 0
    for s in range(offsets_S1.size - 1):
        words = 0
        for n in range(offsets_S1[s], offsets_S1[s + 1]):
            if counts_V[ids_N[n]] >= 0:
                counts_V[ids_N[n]] += 1
                words += 1
        most = max(most, words)
    return most


@compiled
def lay_out(
    ids_N: NDArray[np.int32], offsets_S1: NDArray[np.int64], slots_V: NDArray[np.int32], text_M: NDArray[np.int32]
) -> None:
    """Write the slots of a text's words, with gaps around sequences.

    Args:
        ids_N: of the text.
        offsets_S1: bounds of the sequences.
        slots_V: of each id; ``GAP`` for what leaves the text.
        text_M: room for the words that stay and S + 1 gaps.
    """
    text_M[0] = GAP
    size = 1
    for s in range(offsets_S1.size - 1):
        for n in range(offsets_S1[s], offsets_S1[s + 1]):
            slot = slots_V[ids_N[n]]
            if slot != GAP:
                text_M[size] = slot
                size += 1
        text_M[size] = GAP
        size += 1


@compiled
def place(text_M: NDArray[np.int32], next_L: NDArray[np.int64], places_N: NDArray[np.integer]) -> None:
    """Write the positions of each slot, ascending.

    Args:
        text_M: slots and gaps.
        next_L: where each slot's positions begin; changed.
        places_N: to write to.
    """
    for m in range(text_M.size):
        slot = text_M[m]
        if slot != GAP:
            places_N[next_L[slot]] = m
            next_L[slot] += 1
