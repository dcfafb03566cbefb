"""The rule that windows are drawn by, and room for the windows at work.

Shapes: W windows at work, C contexts of a window, T targets of all its sets, X pairs of a context and a target,
G parts of a row, P numbers of a padded part. Arrays of notes end in ``SPARE`` numbers more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.lanes import ROW_FLOATS
from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.tables import padded, rows

_TURNS = 2
"""Batches that there is room for: notes are taken of the next one, and a thread may be one batch ahead of another."""
_BYTES = 2**26
"""Bytes that the notes of a batch may take in each thread."""


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


class Shared(NamedTuple):
    """What threads that work on the same windows hand to one another.

    Args:
        logits_GWX: products of rows and targets, in parts that are to be summed.
        means_GWP: the mean of the contexts.
        before_GWP: the mean as it was.
        mean_GW: addresses of the means.
    """

    logits_GWX: NDArray[np.float32]
    means_GWP: NDArray[np.float32]
    before_GWP: NDArray[np.float32]
    mean_GW: NDArray[np.int64]


class Room(NamedTuple):
    """A thread's notes of windows that are being worked on.

    Args:
        piece: contexts of a window whose slopes are found at once, and followed before those of the next ones.
        contexts_GWC: addresses of the contexts' rows.
        sizes_W: how many there are.
        entering_GW: address of the row of the farthest word to the right, which no window before has had.
        targets_GWT: addresses of the targets' rows, one set behind another.
        widths_W: targets of a set, an even number.
        labels_W: addresses of the labels of a set, which are 1 or 0.
        rates_WT: learning rate; 0 where a target is left out.
        slopes_WX: how far each row and target move toward one another.
        truth_T: the labels of a set with noise: 1 and then 0.
        shared: with other threads.
    """

    piece: int
    contexts_GWC: NDArray[np.int64]
    sizes_W: NDArray[np.int64]
    entering_GW: NDArray[np.int64]
    targets_GWT: NDArray[np.int64]
    widths_W: NDArray[np.int64]
    labels_W: NDArray[np.int64]
    rates_WT: NDArray[np.float32]
    slopes_WX: NDArray[np.float32]
    truth_T: NDArray[np.float32]
    shared: Shared


def roomy(reach: int, targets: int, pair_bytes: int) -> int:
    """Return the windows of a batch that there is room for; 0 where one alone takes more.

    Args:
        reach: words on either side.
        targets: of a set.
        pair_bytes: of the notes of a context and a target.
    """
    return _BYTES // (2 * reach * targets * pair_bytes)


def rooms(rule: Rule, windows: int, piece: int, longest_path: int, shape: tuple[int, ...], threads: int) -> list[Room]:
    """Return a room for each of the threads that work on the same windows.

    Args:
        rule: how windows are drawn.
        windows: of a batch.
        piece: contexts of a window whose slopes are found at once.
        longest_path: nodes.
        shape: G, V and P of the tables.
        threads: how many.
    """
    width = (1 + rule.negatives if rule.negatives else longest_path) + 1
    shared = _shared(_TURNS * windows, padded(2 * rule.reach * width + ROW_FLOATS), shape)
    return [_room(rule, piece, width, shared) for _ in range(threads)]


def _shared(count: int, pairs: int, shape: tuple[int, ...]) -> Shared:
    parts, _, row = shape
    means = rows(2 * parts * count, row).reshape(2, parts, count, row)
    at_GW = means.ctypes.data + 4 * row * np.arange(parts * count).reshape(parts, count)
    return Shared(rows(parts * count, pairs).reshape(parts, count, pairs), means[0], means[1], at_GW)


def _room(rule: Rule, piece: int, width: int, shared: Shared) -> Room:
    parts, count, pairs = shared.logits_GWX.shape
    contexts = 2 * rule.reach
    targets = width * (contexts if rule.own_noise else 1) + SPARE
    truth_T = np.zeros(width + SPARE, np.float32)
    truth_T[0] = 1
    return Room(
        piece,
        np.zeros((parts, count, contexts + SPARE), np.int64),
        np.zeros(count, np.int64),
        np.zeros((parts, count), np.int64),
        np.zeros((parts, count, targets), np.int64),
        np.zeros(count, np.int64),
        np.full(count, truth_T.ctypes.data),
        np.zeros((count, targets), np.float32),
        rows(count, pairs),
        truth_T,
        shared,
    )
