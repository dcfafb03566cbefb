"""A hash table of words: each new one gets the next number; words stand in cells of eight bytes, filled with zeros.

A look-up compares the first two cells of a word with its slot. A word with more of them is spelled into the free cells
before, so that cells are compared with cells; a new word keeps them.

Shapes: M slots, A cells, V words.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.memory import kernel, signed

SLOT, START, LENGTH, FIRST = range(4)
"""Columns of a word's row: its slot, its first cell, its bytes, and where it stood first."""
NAME, HEAD, SECOND, COUNT = range(4)
"""Columns of a slot: its name, the first two cells of its word, and how often that stood in the text.

A name holds 24 bits of the hash, the length plus one (255 for all lengths beyond), and the number plus one in its low
half; a free slot's is 0.
"""
WORDS, CELLS = range(2)
"""What is used of a table."""
CELL = 8
"""Bytes of a cell."""
INLINE = 2 * CELL
"""Bytes of a word that a slot holds."""
_MIX, _FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_HALF, _STAMP = np.uint64(32), np.uint64(40)
_ZERO, _ONE, _LOW = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFF)
_LONGEST_NAMED = 254


class Table(NamedTuple):
    """The arrays of a table: what a look-up reads of a word stands in one place, its slot."""

    slots_M4: NDArray[np.uint64]
    cells_A: NDArray[np.uint64]
    rows_V4: NDArray[np.int64]
    used_2: NDArray[np.int64]


@kernel
def cells_of(length: int) -> int:
    """Return the number of cells that a word fills.

    Args:
        length: in bytes.
    """
    return (length + 7) >> 3


@kernel
def mix(hashed: np.uint64, cell: np.uint64) -> np.uint64:
    """Take a cell into a hash.

    Args:
        hashed: of the cells before; 0 at the start.
        cell: eight bytes.
    """
    hashed = (hashed ^ cell) * _MIX
    return hashed ^ (hashed >> _HALF)


@kernel
def finish(hashed: np.uint64, length: int) -> np.uint64:
    """Take the length into a hash, and spread all over it.

    Args:
        hashed: of all cells.
        length: in bytes.
    """
    hashed = (hashed ^ np.uint64(length)) * _FINISH
    return hashed ^ (hashed >> _HALF)


class Word(NamedTuple):
    """What a look-up needs: bytes, hash (finished), and the first two cells, 0 for one that the word does not have."""

    length: int
    hashed: np.uint64
    head: np.uint64
    second: np.uint64


@kernel
def settle(table: Table, word: Word, count: int, first: int) -> int:
    """Look up a word, or keep it.

    Args:
        table: with a free row and a free slot; a word that a slot cannot hold is spelled in its free cells.
        word: to look up.
        count: to add to its count.
        first: where it stands, if it is new.

    Returns:
        Its number.
    """
    slots_M4, at = table.slots_M4, word.hashed & np.uint64(table.slots_M4.shape[0] - 1)
    named = np.uint64(min(word.length, _LONGEST_NAMED) + 1) << _HALF | word.hashed >> _STAMP << _STAMP
    while True:
        name = slots_M4[at, NAME]
        differs = ((name ^ named) >> _HALF) | (slots_M4[at, HEAD] ^ word.head) | (slots_M4[at, SECOND] ^ word.second)
        if differs == _ZERO and (word.length <= INLINE or _same(table, signed(name & _LOW) - 1, word.length)):
            slots_M4[at, COUNT] += np.uint64(count)
            return signed(name & _LOW) - 1
        if name == _ZERO:
            slots_M4[at, NAME], slots_M4[at, COUNT] = named | np.uint64(table.used_2[WORDS] + 1), count
            return _keep(table, at, word, first)
        at = (at + _ONE) & np.uint64(table.slots_M4.shape[0] - 1)


@kernel
def _keep(table: Table, at: np.uint64, word: Word, first: int) -> int:
    number, start = table.used_2[WORDS], table.used_2[CELLS]
    table.slots_M4[at, HEAD], table.slots_M4[at, SECOND] = word.head, word.second
    table.cells_A[start], table.cells_A[start + 1] = word.head, word.second
    table.rows_V4[number, SLOT], table.rows_V4[number, START] = at, start
    table.rows_V4[number, LENGTH], table.rows_V4[number, FIRST] = word.length, first
    table.used_2[WORDS], table.used_2[CELLS] = number + 1, start + cells_of(word.length)
    return number


@kernel
def _same(table: Table, number: int, length: int) -> bool:
    start, free = table.rows_V4[number, START], table.used_2[CELLS]
    same = table.rows_V4[number, LENGTH] == length
    for cell in range(2, cells_of(length)):
        same &= table.cells_A[start + cell] == table.cells_A[free + cell]
    return same
