"""Words into their table and out of it: what is merged, put away, chosen from and written as lines of text.

Shapes: V words, K of them picked, N bytes of their spelling, each word ended by a line feed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.memory import compiled, kernel
from unrolled_tokenizers.scan.word_table import (
    CELL,
    CELLS,
    COUNT,
    FIRST,
    LENGTH,
    SLOT,
    START,
    WORDS,
    Table,
    Word,
    cells_of,
    finish,
    mix,
    settle,
)

_HIGH = np.uint64(0x8080808080808080)
_LINE_FEED = np.uint8(0x0A)
_ZERO = np.uint64(0)


class Words(NamedTuple):
    """Words by number: their cells, their rows and their counts."""

    cells_A: NDArray[np.uint64]
    rows_V4: NDArray[np.int64]
    counts_V: NDArray[np.int64]


def words_of(table: Table) -> Words:
    """Return the words of a table.

    Args:
        table: of words.
    """
    rows_V4 = table.rows_V4[: table.used_2[WORDS]]
    return Words(table.cells_A, rows_V4, table.slots_M4[rows_V4[:, SLOT], COUNT].astype(np.int64))


@kernel
def add(table: Table, length: int, hashed: np.uint64, count: int, first: int) -> int:
    """Look up the word in the free cells, or keep it there; it may stand before the place known so far.

    Args:
        table: with a free row and a free slot.
        length: of the word in bytes.
        hashed: its hash, finished.
        count: to add to its count.
        first: where it stands first.

    Returns:
        Its number.
    """
    free: int = table.used_2[CELLS]
    head: np.uint64 = table.cells_A[free] if length > 0 else _ZERO
    second: np.uint64 = table.cells_A[free + 1] if length > CELL else _ZERO
    number = settle(table, Word(length, hashed, head, second), count, first)
    table.rows_V4[number, FIRST] = min(first, table.rows_V4[number, FIRST])
    return number


@kernel
def hash_of(words: Words, number: int) -> np.uint64:
    """Return the hash of a word.

    Args:
        words: of a table.
        number: of the word.
    """
    start, length = words.rows_V4[number, START], words.rows_V4[number, LENGTH]
    hashed = _ZERO
    for cell in range(start, start + cells_of(length)):
        hashed = mix(hashed, words.cells_A[cell])
    return finish(hashed, length)


@compiled
def hashes(words: Words, picks_K: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return hashes_K of words.

    Args:
        words: of a table.
        picks_K: numbers of words.
    """
    hashes_K = np.empty(picks_K.size, np.uint64)
    for k in range(picks_K.size):
        hashes_K[k] = hash_of(words, picks_K[k])
    return hashes_K


@compiled
def beyond_ascii(words: Words) -> NDArray[np.int64]:
    """Return the numbers of the words that are not all ASCII, as picks_K.

    Args:
        words: of a table.
    """
    picks_V = np.empty(words.rows_V4.shape[0], np.int64)
    size = 0
    for number in range(picks_V.size):
        start, cells = words.rows_V4[number, START], cells_of(words.rows_V4[number, LENGTH])
        joined = _ZERO
        for cell in range(start, start + cells):
            joined |= words.cells_A[cell]
        picks_V[size] = number
        size += joined & _HIGH != 0
    return picks_V[:size]


@compiled
def to_lines(words: Words, picks_K: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the spelling of words, each ended by a line feed, as lines_N.

    Args:
        words: of a table.
        picks_K: numbers of words.
    """
    size = picks_K.size
    for number in picks_K:
        size += words.rows_V4[number, LENGTH]
    lines_N = np.empty(size, np.uint8)
    at = 0
    for number in picks_K:
        start, length = words.rows_V4[number, START], words.rows_V4[number, LENGTH]
        for byte in range(length):
            cell = words.cells_A[start + (byte >> 3)]
            lines_N[at + byte] = np.uint8((cell >> np.uint64(8 * (byte & 7))) & np.uint64(0xFF))
        lines_N[at + length] = _LINE_FEED
        at += length + 1
    return lines_N
