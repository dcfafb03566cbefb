"""Words out of text, eight bytes at a time.

Shapes: N bytes of text and its padding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.memory import kernel, load, trailing_zeros
from unrolled_tokenizers.scan.white_space import gap, suspects
from unrolled_tokenizers.scan.word_table import CELL, Word, finish, mix

_HIGH = np.uint64(0x8080808080808080)
_FROM_A, _ABOVE_Z = np.uint64(0x3F3F3F3F3F3F3F3F), np.uint64(0x2525252525252525)
"""Added to a byte of seven bits, they set its high bit from 'A' on, and above 'Z'."""
_TO_SMALL = np.uint64(2)
_ZERO, _ONE = np.uint64(0), np.uint64(1)


@kernel
def spell(text_N: NDArray[np.uint8], at: int, lower: bool) -> tuple[int, Word]:
    """Read a word to its end.

    Args:
        text_N: with its padding, ended by white space.
        at: where the word begins.
        lower: turn ASCII capitals into small letters.

    Returns:
        Where it ends, and what a look-up needs.
    """
    start, hashed, head, second, size = at, _ZERO, _ZERO, _ZERO, CELL
    while size == CELL:
        cell, size = cell_at(text_N, at, lower)
        if at == start:
            head = cell
        elif at == start + CELL:
            second = cell
        hashed = mix(hashed, cell) if size else hashed
        at += size
    return at, Word(at - start, finish(hashed, at - start), head, second)


@kernel
def cell_at(text_N: NDArray[np.uint8], at: int, lower: bool) -> tuple[np.uint64, int]:
    """Return the next cell of a word, and how many bytes of it are the word's.

    Args:
        text_N: with its padding.
        at: a place in a word.
        lower: turn ASCII capitals into small letters.
    """
    cell, byte = load(text_N.ctypes.data + at), CELL
    bits = suspects(cell)
    while bits != _ZERO:
        byte = trailing_zeros(bits) >> 3
        if gap(text_N, at + byte) > 0:
            cell &= (_ONE << np.uint64(8 * byte)) - _ONE
            break
        byte, bits = CELL, bits & (bits - _ONE)
    return _small(cell) if lower else cell, byte


@kernel
def _small(cell: np.uint64) -> np.uint64:
    low = cell & ~_HIGH
    capitals = (low + _FROM_A) & ~(low + _ABOVE_Z) & ~cell & _HIGH
    return cell | (capitals >> _TO_SMALL)
