"""What the compiled loops of vectors with n-grams are handed: tables, and room for the windows at work.

Shapes: W windows at work, C contexts, T targets and X slopes of a window, S places that a batch of windows reaches,
R rows of words and n-grams, V vocabulary, K parts of all words, P numbers of a padded row, D draws of a noise table.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.lanes import ROW_FLOATS
from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.tables import rows


class SubwordTables(NamedTuple):
    """What is learned, and what is drawn from.

    Args:
        rows_RP: rows of words, then of n-grams.
        targets_VP: rows of targets.
        noise_D: words to draw noise from; D is a power of two.
        starts_V1: where a word's parts begin.
        parts_K: the rows that a word is the mean of: its own and those of its n-grams.
    """

    rows_RP: NDArray[np.float32]
    targets_VP: NDArray[np.float32]
    noise_D: NDArray[np.int32]
    starts_V1: NDArray[np.int64]
    parts_K: NDArray[np.int32]


class SubwordRule(NamedTuple):
    """How windows are drawn.

    Args:
        reach: words on either side.
        shrink: whether each window draws its reach from 1 to ``reach``.
        negatives: noise words of a window.
        accidental_hits: whether a noise word may be the word itself.
    """

    reach: int
    shrink: bool
    negatives: int
    accidental_hits: bool


class SubwordRoom(NamedTuple):
    """Windows that are being worked on: a batch, and the next one.

    Args:
        piece: contexts of a window whose slopes are found at once, and followed before those of the next ones.
        wholes_SP: whole vectors of the words at the places that the batch reaches.
        before_SP: the same as they were before the batch.
        contexts_WC: addresses of the contexts' whole vectors.
        sizes_W: how many there are.
        targets_WT: addresses of the targets' rows.
        labels_T: 1 for the word itself, 0 for noise.
        rates_WT: learning rate; 0 where a target is left out.
        logits_WX: products of contexts and targets.
        slopes_WX: how far each context and target move toward one another.
        width: targets of a window, an even number.
    """

    piece: int
    wholes_SP: NDArray[np.float32]
    before_SP: NDArray[np.float32]
    contexts_WC: NDArray[np.int64]
    sizes_W: NDArray[np.int64]
    targets_WT: NDArray[np.int64]
    labels_T: NDArray[np.float32]
    rates_WT: NDArray[np.float32]
    logits_WX: NDArray[np.float32]
    slopes_WX: NDArray[np.float32]
    width: int


def subword_room(rule: SubwordRule, windows: int, piece: int, row: int) -> SubwordRoom:
    """Return room for two batches of windows.

    Args:
        rule: how windows are drawn.
        windows: of a batch.
        piece: contexts of a window whose slopes are found at once.
        row: numbers of a padded row.
    """
    count, contexts, places = 2 * windows, 2 * rule.reach, windows + 2 * rule.reach
    width = even(1 + rule.negatives)
    both = rows(2 * places, row)
    return SubwordRoom(
        piece,
        both[:places],
        both[places:],
        np.zeros((count, contexts), np.int64),
        np.zeros(count, np.int64),
        np.zeros((count, width), np.int64),
        (np.arange(width + SPARE) == 0).astype(np.float32),
        np.zeros((count, width + SPARE), np.float32),
        np.zeros((count, contexts * width + ROW_FLOATS), np.float32),
        np.zeros((count, contexts * width + ROW_FLOATS), np.float32),
        width,
    )


def even(size: int) -> int:
    """Return the next even number: blocks take targets by twos.

    Args:
        size: of a set.
    """
    return size + size % 2
