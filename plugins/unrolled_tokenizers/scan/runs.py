"""Words of full tables, put away in the order of their hashes, and merged hash by hash.

Shapes: V numbers of a run, W distinct words of a run, A cells, B1 buckets and one more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.scratch import Kept, Scratch
from unrolled_tokenizers.scan.tables import absorb, empty, with_room
from unrolled_tokenizers.scan.word_table import CELLS, FIRST, LENGTH, START, Table, cells_of
from unrolled_tokenizers.scan.words import Words, hashes, words_of

BUCKETS = 256
"""Parts of the range of hashes; the words of one part stand in memory together."""
GONE = -1
"""Number of a word that was seen too seldom."""
_SHIFT = np.uint64(56)


class Run(NamedTuple):
    """Where the words of a full table were put, and where their numbers among all words go."""

    scratch: Scratch
    positions_V: Kept
    cells_A: Kept
    rows_W4: Kept
    counts_W: Kept
    merged_W: Kept
    words_B1: NDArray[np.int64]

    def numbers(self) -> NDArray[np.int32]:
        """Return number_V among all words by number in the run, ``GONE`` where the word is."""
        return self.scratch.get(self.merged_W)[self.scratch.get(self.positions_V)]


def spill(table: Table, number_V: NDArray[np.int32], scratch: Scratch) -> Run:
    """Put the words of a table away.

    Args:
        table: that is full.
        number_V: where in the table the word of a number stands.
        scratch: to put them to.
    """
    words, picks_W = words_of(table), np.unique(number_V).astype(np.int64)
    hashes_W = hashes(words, picks_W)
    order_W = np.argsort(hashes_W)
    target, picks_W = empty(picks_W.size, int(table.used_2[CELLS])), picks_W[order_W]
    positions_V = np.empty(len(words.counts_V), np.int32)
    positions_V[picks_W] = absorb(target, words, picks_W)
    sorted_words = words_of(target)
    return Run(
        scratch,
        scratch.put(positions_V[number_V]),
        scratch.put(sorted_words.cells_A[: target.used_2[CELLS]]),
        scratch.put(sorted_words.rows_V4),
        scratch.put(sorted_words.counts_V),
        scratch.put(np.full(picks_W.size, GONE, np.int32)),
        np.searchsorted(hashes_W[order_W] >> _SHIFT, np.arange(BUCKETS + 1, dtype=np.uint64)),
    )


def merge(runs: Sequence[Run], census: Table, min_count: int) -> Table:
    """Add the words of runs to a table, but for those that all runs together have seen too seldom.

    Args:
        runs: whose ``numbers`` are known then.
        census: to add to.
        min_count: below which a word is left out, unless it is reserved.

    Returns:
        The table, or a larger one in its place.
    """
    for bucket in range(BUCKETS):
        pieces = [_piece(run, bucket) for run in runs]
        table = empty(sum(len(piece.counts_V) for piece in pieces), sum(piece.cells_A.size for piece in pieces))
        numbers = [absorb(table, piece, np.arange(len(piece.counts_V))) for piece in pieces]
        words = words_of(table)
        picks_K = np.flatnonzero((words.counts_V >= min_count) | (words.rows_V4[:, FIRST] < 0))
        census = with_room(census, picks_K.size, int(table.used_2[CELLS]))
        merged_V = np.full(len(words.counts_V), GONE, np.int32)
        merged_V[picks_K] = absorb(census, words, picks_K)
        for run, own in zip(runs, numbers, strict=True):
            run.scratch.change(run.merged_W, int(run.words_B1[bucket]), merged_V[own])
    return census


def _piece(run: Run, bucket: int) -> Words:
    first, last = (int(bound) for bound in run.words_B1[bucket : bucket + 2])
    rows_V4, counts_V = run.scratch.get(run.rows_W4, first, last), run.scratch.get(run.counts_W, first, last)
    start = end = 0
    if first < last:
        start, length = int(rows_V4[0, START]), int(rows_V4[-1, LENGTH])
        end = int(rows_V4[-1, START]) + cells_of(length)
    rows_V4[:, START] -= start
    return Words(run.scratch.get(run.cells_A, start, end), rows_V4, counts_V)
