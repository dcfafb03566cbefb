"""Unicode white space in UTF-8 bytes, eight bytes at a time.

A byte that leads a sequence never stands inside one, so white space is found in text that is not valid as well.

Shapes: N bytes of text and its padding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.memory import kernel

WORD, SPACE, LINE_FEED, LEAD = range(4)
PADDING = 16
"""Zeros that must stand behind the text."""
KINDS = np.full(256, WORD, np.uint8)
KINDS[[*range(0x09, 0x0E), *range(0x1C, 0x21)]] = SPACE
KINDS[0x0A] = LINE_FEED
KINDS[[0xC2, 0xE1, 0xE2, 0xE3]] = LEAD
_LEAD_OF_TWO, _MARK, _INSIDE = 0xC2, 0xC0, 0x80
_EN_QUAD, _HAIR_SPACE = 0x2000, 0x200A
_HIGH = np.uint64(0x8080808080808080)
_FIRST_VISIBLE = np.uint64(0x2121212121212121)


@kernel
def suspects(bytes_8: np.uint64) -> np.uint64:
    """Return the high bit of every byte that may begin white space; a '!' may be among them, no word's letter else.

    Args:
        bytes_8: of text.
    """
    return (((bytes_8 - _FIRST_VISIBLE) & ~bytes_8) | bytes_8) & _HIGH


@kernel
def gap(text_N: NDArray[np.uint8], at: int) -> int:
    """Return the width in bytes of the white space at a place, 0 where there is none.

    Args:
        text_N: with its padding.
        at: place.
    """
    kind = KINDS[text_N[at]]
    if kind == WORD:
        return 0
    return wide_gap(text_N, at) if kind == LEAD else 1


@kernel
def wide_gap(text_N: NDArray[np.uint8], at: int) -> int:
    """Return the width of white space beyond ASCII: U+0085, U+00A0, U+1680, U+2000 to U+3000.

    Args:
        text_N: with its padding.
        at: place of a lead byte.
    """
    first, second, third = text_N[at], text_N[at + 1], text_N[at + 2]
    if first == _LEAD_OF_TWO:
        return 2 if second in (0x85, 0xA0) else 0
    if second & _MARK != _INSIDE or third & _MARK != _INSIDE:
        return 0
    point = (first & 0x0F) << 12 | (second & 0x3F) << 6 | (third & 0x3F)
    space = _EN_QUAD <= point <= _HAIR_SPACE or point in (0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
    return 3 if space else 0


@kernel
def last_gap_end(text_N: NDArray[np.uint8], size: int) -> int:
    """Return where the last white space ends, 0 where there is none.

    Args:
        text_N: with its padding.
        size: bytes to look at.
    """
    for at in range(size - 1, -1, -1):
        width = gap(text_N, at)
        if width > 0 and at + width <= size:
            return at + width
    return 0
