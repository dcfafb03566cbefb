"""All ways to cut words into pieces, as one table of arcs: a piece, and where in its word it starts and ends.

Shapes: A arcs, L letters of all words and one end a word, P pieces, W words, W1 one more than W, L1 one more than L.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.kernels import compile_kernel

LONGEST = 16
"""Letters of a piece."""


class Table(NamedTuple):
    """The arcs of all words, by word and by the place where they end.

    Args:
        arcs_A: the piece of each arc.
        lengths_A: letters of the piece.
        ends_L: the first arc behind those that end at a place.
        sizes_W: letters of the words.
    """

    arcs_A: NDArray[np.int32]
    lengths_A: NDArray[np.int32]
    ends_L: NDArray[np.int64]
    sizes_W: NDArray[np.int64]


class Lattices:
    """The lattices of some words.

    Args:
        words: to be cut.
        pieces: that there are; every letter of the words is one.
    """

    def __init__(self, words: Sequence[str], pieces: Sequence[str]) -> None:
        numbers = {piece: number for number, piece in enumerate(pieces)}
        arcs: list[int] = []
        lengths: list[int] = []
        ends_L: list[int] = []
        for word in words:
            for end in range(len(word) + 1):
                for start in range(max(end - LONGEST, 0), end):
                    number = numbers.get(word[start:end])
                    if number is not None:
                        arcs.append(number)
                        lengths.append(end - start)
                ends_L.append(len(arcs))
        sizes_W = np.fromiter(map(len, words), np.int64, len(words))
        self._table = Table(np.array(arcs, np.int32), np.array(lengths, np.int32), np.array(ends_L, np.int64), sizes_W)

    def expected(self, logs_P: NDArray[np.float64], weights_W: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how often each piece is expected to occur.

        Args:
            logs_P: log-probabilities; minus infinity for a piece that is left out.
            weights_W: occurrences of the words.
        """
        return _expected(self._table, logs_P, weights_W)

    def best_split(self, logs_P: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-probability of the most probable way to cut each word into two pieces or more.

        Args:
            logs_P: log-probabilities; minus infinity for a piece that is left out.
        """
        return _best_split(self._table, logs_P)


def _compiled(function: Any) -> Any:
    return compile_kernel(function, Path(__file__))


@_compiled
def _expected(table: Table, logs_P: NDArray[np.float64], weights_W: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up the posterior of every arc, from the probabilities of all that is left of it and right of it."""
    arcs_A, lengths_A, ends_L, sizes_W = table
    expected_P = np.zeros(logs_P.size)
    left, right = np.empty(sizes_W.max() + 1), np.empty(sizes_W.max() + 1)
    at = 0
    for word in range(sizes_W.size):
        size = sizes_W[word]
        left[: size + 1] = right[: size + 1] = -np.inf
        left[0] = right[size] = 0.0
        for end in range(1, size + 1):
            for arc in range(ends_L[at + end - 1], ends_L[at + end]):
                left[end] = _sum(left[end], float(left[end - lengths_A[arc]] + logs_P[arcs_A[arc]]))
        for end in range(size, 0, -1):
            for arc in range(ends_L[at + end - 1], ends_L[at + end]):
                start, log = end - lengths_A[arc], float(logs_P[arcs_A[arc]] + right[end])
                right[start] = _sum(float(right[start]), log)
                expected_P[arcs_A[arc]] += weights_W[word] * np.exp(left[start] + log - left[size])
        at += size + 1
    return expected_P


@_compiled
def _sum(log: float, other: float) -> float:
    """Return the logarithm of the sum of two probabilities."""
    large, small = max(log, other), min(log, other)
    return large if small == -np.inf else large + np.log1p(np.exp(small - large))


@_compiled
def _best_split(table: Table, logs_P: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the best arc to every place, but never the arc of the whole word."""
    arcs_A, lengths_A, ends_L, sizes_W = table
    best_W, best = np.empty(sizes_W.size), np.empty(sizes_W.max() + 1)
    at = 0
    for word in range(sizes_W.size):
        size = sizes_W[word]
        best[0] = 0.0
        for end in range(1, size + 1):
            best[end] = -np.inf
            for arc in range(ends_L[at + end - 1], ends_L[at + end]):
                if lengths_A[arc] < size:
                    best[end] = max(best[end], best[end - lengths_A[arc]] + logs_P[arcs_A[arc]])
        best_W[word] = best[size]
        at += size + 1
    return best_W
