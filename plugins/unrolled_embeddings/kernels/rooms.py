"""What the compiled loops are handed: tables, the rule, and room for the windows at work.

Shapes: W windows at work, C contexts of a window, T targets of all its sets, X slopes of a window, V vocabulary,
P numbers of a padded row, D draws of a noise table, L nodes on all paths.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.lanes import ROW_FLOATS


class Tables(NamedTuple):
    """What is learned, and what is drawn from.

    Args:
        words_VP: rows of words.
        targets_VP: rows of targets.
        noise_D: words to draw noise from; D is a power of two.
        starts_V1: where a word's path begins among the nodes.
        nodes_L: rows of the targets on all paths.
        labels_L: 1 or 0 for each of them.
    """

    words_VP: NDArray[np.float32]
    targets_VP: NDArray[np.float32]
    noise_D: NDArray[np.int32]
    starts_V1: NDArray[np.int64]
    nodes_L: NDArray[np.int32]
    labels_L: NDArray[np.float32]


class Rule(NamedTuple):
    """How windows are drawn.

    Args:
        reach: words on either side.
        shrink: whether each window draws its reach from 1 to ``reach``.
        negatives: noise words a set; 0: targets are the nodes of a path.
        own_noise: whether each context has noise words of its own, and not the window.
        accidental_hits: whether a noise word may be the word itself.
        mean: whether the mean of the contexts is the only row.
    """

    reach: int
    shrink: bool
    negatives: int
    own_noise: bool
    accidental_hits: bool
    mean: bool


class Room(NamedTuple):
    """Windows that are being worked on.

    Args:
        contexts_WC: addresses of the contexts' rows.
        sizes_W: how many there are.
        targets_WT: addresses of the targets' rows, one set behind another.
        widths_W: targets of a set, an even number.
        labels_WT: 1 or 0.
        rates_WT: learning rate; 0 where a target is left out.
        slopes_WX: how far each row and target move toward one another.
        means_WP: the mean of the contexts.
        before_WP: the mean as it was.
        mean_W: addresses of the means.
    """

    contexts_WC: NDArray[np.int64]
    sizes_W: NDArray[np.int64]
    targets_WT: NDArray[np.int64]
    widths_W: NDArray[np.int64]
    labels_WT: NDArray[np.float32]
    rates_WT: NDArray[np.float32]
    slopes_WX: NDArray[np.float32]
    means_WP: NDArray[np.float32]
    before_WP: NDArray[np.float32]
    mean_W: NDArray[np.int64]


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


def rows(count: int, size: int) -> NDArray[np.float32]:
    """Return rows of zeros that each start at a cache line.

    Args:
        count: of the rows.
        size: numbers of a row, padded.
    """
    memory = np.zeros(count * size + ROW_FLOATS, np.float32)
    start = -memory.ctypes.data % (4 * ROW_FLOATS) // 4
    return memory[start : start + count * size].reshape(count, size)


def room(rule: Rule, windows: int, row: int, longest_path: int) -> Room:
    """Return room for two batches of windows: one at work, and the next.

    Args:
        rule: how windows are drawn.
        windows: of a batch.
        row: numbers of a padded row.
        longest_path: nodes.
    """
    count, contexts = 2 * windows, 2 * rule.reach
    width = (1 + rule.negatives if rule.negatives else longest_path) + 1
    targets = width * (contexts if rule.own_noise else 1)
    means = rows(2 * count, row)
    return Room(
        np.zeros((count, contexts), np.int64),
        np.zeros(count, np.int64),
        np.zeros((count, targets), np.int64),
        np.zeros(count, np.int64),
        np.zeros((count, targets), np.float32),
        np.zeros((count, targets), np.float32),
        np.zeros((count, contexts * width), np.float32),
        means[:count],
        means[count:],
        means[:count].ctypes.data + 4 * row * np.arange(count),
    )
