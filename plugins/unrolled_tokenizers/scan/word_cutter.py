"""Text to the numbers of its words, in one pass.

Words are cut a batch at a time, and the slot of each is asked for; when the batch is looked up, the slots have come
from wherever they were.

Shapes: N bytes of text, K words of a batch, W words, S lines.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.prefetching import prefetch
from unrolled_tokenizers.scan.memory import kernel, signed
from unrolled_tokenizers.scan.white_space import gap
from unrolled_tokenizers.scan.word_speller import cell_at, spell
from unrolled_tokenizers.scan.word_table import CELLS, COUNT, INLINE, SLOT, WORDS, Table, Word, settle

BATCH = 64
AT, LENGTH, HASH, HEAD, SECOND = range(5)
"""Columns of a batch: where a word begins, its bytes, its hash, its first two cells."""
SLOT_BYTES = 32
_ONE = np.uint64(1)
_LINE_FEED = 0x0A


class Text(NamedTuple):
    """A block, and how it is read.

    ``lower`` turns ASCII capitals into small letters; a word of more than ``longest`` bytes gets number 0.
    """

    text_N: NDArray[np.uint8]
    size: int
    position: int
    lower: bool
    longest: int


class Met(NamedTuple):
    """What is filled: the batch, the number of every word, and the number of words before each line feed."""

    batch_K5: NDArray[np.uint64]
    numbers_W: NDArray[np.int32]
    ends_S: NDArray[np.int32]


@kernel
def cut_words(text: Text, at: int, table: Table, met: Met) -> tuple[int, int, int]:
    """Number the words of a text until it ends or the table is full.

    Args:
        text: with its padding, ended by white space.
        at: where to begin.
        table: of words.
        met: filled.

    Returns:
        Where it ended, and how many words and line feeds it met.
    """
    words = lines = 0
    while at < text.size and _has_room(table, text.longest):
        at, found, lines = _cut(text, at, table, met, (words, lines))
        for index in range(found):
            met.numbers_W[words + index] = _number(text, table, met.batch_K5, index)
        words += found
    return at, words, lines


@kernel
def room_for(longest: int) -> int:
    """Return the number of cells that must be free for a batch.

    Args:
        longest: bytes of a word.
    """
    return BATCH * (longest // 8 + 1) + 2


@kernel
def _has_room(table: Table, longest: int) -> bool:
    cells = table.used_2[CELLS] + room_for(longest)
    return 2 * (table.used_2[WORDS] + BATCH) <= table.slots_M4.shape[0] and cells <= table.cells_A.size


@kernel
def _cut(text: Text, at: int, table: Table, met: Met, done: tuple[int, int]) -> tuple[int, int, int]:
    slots, mask, found, (words, lines) = table.slots_M4.ctypes.data, table.slots_M4.shape[0] - 1, 0, done
    while at < text.size and found < BATCH:
        width = gap(text.text_N, at)
        if width == 0:
            end, word = spell(text.text_N, at, text.lower)
            prefetch(slots + signed(word.hashed & np.uint64(mask)) * SLOT_BYTES, SLOT_BYTES)
            met.batch_K5[found, AT], met.batch_K5[found, LENGTH], met.batch_K5[found, HASH] = at, end - at, word.hashed
            met.batch_K5[found, HEAD], met.batch_K5[found, SECOND] = word.head, word.second
            found += 1
            at = end
        else:
            if text.text_N[at] == _LINE_FEED:
                met.ends_S[lines] = words + found
                lines += 1
            at += width
    return at, found, lines


@kernel
def _number(text: Text, table: Table, batch_K5: NDArray[np.uint64], index: int) -> int:
    at, length = signed(batch_K5[index, AT]), signed(batch_K5[index, LENGTH])
    if length > text.longest:
        table.slots_M4[table.rows_V4[0, SLOT], COUNT] += _ONE
        return 0
    if length > INLINE:
        for start in range(0, length, 8):
            table.cells_A[table.used_2[CELLS] + (start >> 3)] = cell_at(text.text_N, at + start, text.lower)[0]
    word = Word(length, batch_K5[index, HASH], batch_K5[index, HEAD], batch_K5[index, SECOND])
    return settle(table, word, 1, text.position + at)
