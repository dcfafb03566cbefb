"""Batches of windows as matrices: which rows there are, and how often each meets which word.

A row is the vector of a context (skip-gram) or the mean of a window's contexts (cbow). The windows are those that the
compiled loops draw. A word that is a context of many windows is one row of skip-gram's: their products are made once.

Shapes: N words of a text, W windows, D places of a window, P pairs of a window and a context, U contexts, C words of
windows, R rows, E embedding; contexts and words are distinct.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled_embeddings.kernels.noise import mixed
from unrolled_embeddings.kernels.rooms import Rule
from unrolled_embeddings.kernels.tables import Text

_draw: Any = mixed.py_func  # which takes many places at once


class Stretch(NamedTuple):
    """Words that are to be learned from.

    Args:
        text: where they stand first.
        size: how many there are.
        key: of the random draws.
        rates: learning rates at both ends; in between it falls in a straight line.
    """

    text: Text
    size: int
    key: np.uint64
    rates: tuple[float, float]


class Batch(NamedTuple):
    """Windows at once.

    Args:
        bits: random bits of the batch's own.
        windows: how many there are, those without a context too.
        rate: learning rate.
        contexts_U: ids.
        words_C: ids.
        counts_RU: how often each context stands in a row.
        met_RC: how often each row meets each word.
    """

    bits: int
    windows: int
    rate: float
    contexts_U: NDArray[np.int64]
    words_C: NDArray[np.int64]
    counts_RU: Tensor
    met_RC: Tensor

    def rows(self, words_VE: Tensor) -> Tensor:
        """Return rows_RE.

        Args:
            words_VE: vectors of all words.
        """
        counts_RU = self.counts_RU.to(words_VE.device)
        return counts_RU / counts_RU.sum(1, keepdim=True) @ words_VE[self.contexts_U]

    def move(self, words_VE: Tensor, moves_RE: Tensor) -> None:
        """Move the contexts of each row as far as the row, as the compiled loops do; cbow's gradient is a share of it.

        Args:
            words_VE: vectors of all words; changed.
            moves_RE: how far each row moves.
        """
        words_VE[self.contexts_U] += self.counts_RU.to(words_VE.device).T @ moves_RE


def batches(stretch: Stretch, windows: int, rule: Rule) -> Iterator[Batch]:
    """Yield batches of windows, in the order of the text, that have a context.

    Args:
        stretch: of the text.
        windows: of a batch.
        rule: how they are drawn.
    """
    fall = (stretch.rates[1] - stretch.rates[0]) / stretch.size
    for first in range(0, stretch.size, windows):
        places_W = np.arange(first, min(first + windows, stretch.size))
        windows_P, at_P = _pairs(places_W, stretch, rule)
        if len(at_P):
            bits = int(_draw(stretch.key, places_W[:1])[0])
            made = bits, len(places_W), stretch.rates[0] + fall * first
            yield Batch(*made, *_matrices(stretch.text.words_N, places_W[windows_P], at_P, mean=rule.mean))


def _pairs(places_W: NDArray[np.int64], stretch: Stretch, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return windows_P and the places of their contexts, at_P."""
    reach_W = np.full(len(places_W), rule.reach)
    if rule.shrink:
        bits_W = _draw(stretch.key, places_W) >> np.uint64(32)
        reach_W = 1 + ((bits_W * np.uint64(rule.reach)) >> np.uint64(32)).astype(np.int64)
    away_D = np.delete(np.arange(-rule.reach, rule.reach + 1), rule.reach)
    at_WD = places_W[:, None] + away_D
    starts_W1, ends_W1 = (bounds_N[places_W, None] for bounds_N in stretch.text[1:])
    inside_WD = (np.abs(away_D) <= reach_W[:, None]) & (at_WD >= starts_W1) & (at_WD < ends_W1)
    return np.nonzero(inside_WD)[0], at_WD[inside_WD]


def _matrices(
    words_N: NDArray[np.int32], places_P: NDArray[np.int64], at_P: NDArray[np.int64], *, mean: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], Tensor, Tensor]:
    """Return contexts_U, words_C, counts_RU and met_RC."""
    contexts_U, context_P = np.unique(words_N[at_P].astype(np.int64), return_inverse=True)
    words_C, word_P = np.unique(words_N[places_P].astype(np.int64), return_inverse=True)
    if not mean:
        met_UC = _counted(context_P, word_P, len(contexts_U), len(words_C))
        return contexts_U, words_C, torch.eye(len(contexts_U)), met_UC
    _, first_R, row_P = np.unique(places_P, return_index=True, return_inverse=True)
    counts_RU = _counted(row_P, context_P, len(first_R), len(contexts_U))
    return contexts_U, words_C, counts_RU, torch.eye(len(words_C))[word_P[first_R]]


def _counted(row_P: NDArray[np.int64], column_P: NDArray[np.int64], rows: int, columns: int) -> Tensor:
    """Return how often each pair of a row and a column is there."""
    counts = np.bincount(row_P * columns + column_P, minlength=rows * columns)
    return torch.tensor(counts.reshape(rows, columns), dtype=torch.float32)
