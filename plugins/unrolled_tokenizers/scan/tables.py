"""Whole tables: made, made larger, filled from lines of text and from one another.

Shapes: K words, N bytes of their spelling, each word ended by a line feed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.memory import compiled
from unrolled_tokenizers.scan.word_table import CELLS, FIRST, LENGTH, START, Table, cells_of, finish, mix
from unrolled_tokenizers.scan.words import Words, add, hash_of, words_of

RESERVED = -1
"""Where a word stands first that is in every table from the start."""
TOO_LONG, NOTHING = range(2)
"""Numbers of what no text can spell: words longer than the rule allows, and words of which nothing is left."""
_FEWEST = 32
_CELLS_A_SLOT = 2
_LINE_FEED = np.uint8(0x0A)
_ZERO = np.uint64(0)


def empty(words: int, cells: int) -> Table:
    """Make a table.

    Args:
        words: that it has room for.
        cells: that it has room for at least.
    """
    slots = 1 << (2 * max(words, _FEWEST) - 1).bit_length()
    cells_A = np.empty(max(_CELLS_A_SLOT * slots, cells + 2), np.uint64)
    rows_V4 = np.empty((slots // 2 + 1, 4), np.int64)
    return Table(np.zeros((slots, 4), np.uint64), cells_A, rows_V4, np.zeros(2, np.int64))


def fresh(reserved: Sequence[str], words: int, cells: int) -> Table:
    """Make a table that holds what every table holds: ``TOO_LONG``, ``NOTHING``, then the reserved words.

    Args:
        reserved: words that are always in it.
        words: that it has room for besides.
        cells: that are free besides.
    """
    lines = b"".join(word.encode() + b"\n" for word in ("  ", "", *reserved))
    size = 2 + len(reserved)
    table = empty(words + size, cells + len(lines))
    add_lines(table, np.frombuffer(lines, np.uint8), np.zeros(size, np.int64), np.full(size, RESERVED))
    return table


def with_room(table: Table, words: int, cells: int) -> Table:
    """Return the table, or a larger one with the same words and numbers, that has some room left.

    Args:
        table: to add to.
        words: that will be added.
        cells: that they will fill.
    """
    used_words, used_cells = (int(used) for used in table.used_2)
    if 2 * (used_words + words) <= len(table.slots_M4) and used_cells + cells + 2 <= table.cells_A.size:
        return table
    target = empty(2 * used_words + words, 2 * used_cells + cells)
    absorb(target, words_of(table), np.arange(used_words))
    return target


@compiled
def absorb(target: Table, source: Words, picks_K: NDArray[np.int64]) -> NDArray[np.int32]:
    """Add words of one table to another, with their counts and first places.

    Args:
        target: with room for all of them.
        source: words of another table.
        picks_K: numbers in it, in the order in which new words are numbered.

    Returns:
        Their numbers in the target.
    """
    numbers_K = np.empty(picks_K.size, np.int32)
    for k in range(picks_K.size):
        number: int = picks_K[k]
        start, length = source.rows_V4[number, START], source.rows_V4[number, LENGTH]
        free = target.used_2[CELLS]
        for cell in range(cells_of(length)):
            target.cells_A[free + cell] = source.cells_A[start + cell]
        count: int = source.counts_V[number]
        numbers_K[k] = add(target, length, hash_of(source, number), count, source.rows_V4[number, FIRST])
    return numbers_K


@compiled
def add_lines(
    table: Table, lines_N: NDArray[np.uint8], counts_K: NDArray[np.int64], firsts_K: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Add words that stand one a line.

    Args:
        table: with room for all of them.
        lines_N: every word ended by a line feed.
        counts_K: to add to their counts.
        firsts_K: where they stand first.

    Returns:
        Their numbers.
    """
    numbers_K = np.empty(counts_K.size, np.int32)
    at = 0
    for k in range(counts_K.size):
        length, free = 0, table.used_2[CELLS]
        cell, hashed = _ZERO, _ZERO
        while lines_N[at + length] != _LINE_FEED:
            cell |= np.uint64(lines_N[at + length]) << np.uint64(8 * (length & 7))
            length += 1
            if length & 7 == 0 or lines_N[at + length] == _LINE_FEED:
                table.cells_A[free + cells_of(length) - 1] = cell
                cell, hashed = _ZERO, mix(hashed, cell)
        numbers_K[k] = add(table, length, finish(hashed, length), counts_K[k], firsts_K[k])
        at += length + 1
    return numbers_K
