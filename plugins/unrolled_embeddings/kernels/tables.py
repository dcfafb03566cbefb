"""Tables of rows that compiled loops learn, the text that they learn from, and how both stand in memory.

Shapes: G parts of a row, V vocabulary, P numbers of a padded part, D draws of a noise table, L nodes on all paths,
N words. Arrays of words, of draws and of nodes end in ``SPARE`` numbers more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.lanes import ROW_FLOATS


class Tables(NamedTuple):
    """What is learned, and what is drawn from.

    Args:
        words_GVP: rows of words. The parts of a row stand far apart, since a core that reads one has what is behind it
            brought near as well, and would take it away from the core that moves it.
        targets_GVP: rows of targets.
        numbers_G: numbers of a part, whole cache lines; those behind them are never read.
        noise_D: words to draw noise from, the first few once more behind the last.
        draws: D, a power of two.
        starts_V1: where a word's path begins among the nodes.
        nodes_L: rows of the targets on all paths.
        labels_L: 1 or 0 for each of them.
    """

    words_GVP: NDArray[np.float32]
    targets_GVP: NDArray[np.float32]
    numbers_G: NDArray[np.int64]
    noise_D: NDArray[np.int32]
    draws: int
    starts_V1: NDArray[np.int64]
    nodes_L: NDArray[np.int32]
    labels_L: NDArray[np.float32]


class Text(NamedTuple):
    """Words that stay in the text.

    Args:
        words_N: their ids.
        starts_N: where the sequence of each starts among them.
        ends_N: where it ends.
    """

    words_N: NDArray[np.int32]
    starts_N: NDArray[np.int32]
    ends_N: NDArray[np.int32]


def padded(size: int) -> int:
    """Return the numbers of a row, whole cache lines, that holds a vector.

    Args:
        size: of the vector.
    """
    return -(-size // ROW_FLOATS) * ROW_FLOATS


def part_sizes(dim: int, split: bool) -> NDArray[np.int64]:
    """Return the numbers of each part of a row.

    Args:
        dim: of the vector.
        split: whether there are two parts, one a thread of two, where the vector fills more than a cache line.
    """
    first = padded(-(-dim // 2)) if split else padded(dim)
    return np.array([first, padded(dim) - first] if padded(dim) > first else [first])


def rows(count: int, size: int) -> NDArray[np.float32]:
    """Return rows of zeros that each start at a cache line.

    Args:
        count: of the rows.
        size: numbers of a row, padded.
    """
    memory = np.zeros(count * size + ROW_FLOATS, np.float32)
    start = -memory.ctypes.data % (4 * ROW_FLOATS) // 4
    return memory[start : start + count * size].reshape(count, size)


@inlined
def row(table: NDArray[Any], number: int) -> int:
    """Return the address of a row of a table.

    Args:
        table: of rows.
        number: of the row.
    """
    return table.ctypes.data + number * table.strides[0]


@inlined
def cell(table: NDArray[Any], part: int, number: int) -> int:
    """Return the address of a row of a part of a table.

    Args:
        table: of parts of rows.
        part: number of the part.
        number: of the row.
    """
    return table.ctypes.data + part * table.strides[0] + number * table.strides[1]
