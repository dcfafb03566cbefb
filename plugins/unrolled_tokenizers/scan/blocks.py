"""Text files as blocks that begin and end between words.

Shapes: N bytes of text and its padding.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from unrolled.secrets import without_passwords
from unrolled.streams import opened
from unrolled_tokenizers.scan.white_space import PADDING, last_gap_end

_LINE_FEED = 0x0A
_WIDEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one file that ends in white space.

    Args:
        text_N: UTF-8 or not, with zeros behind it.
        size: bytes of text.
        position: of the first byte in all files together.
    """

    text_N: NDArray[np.uint8]
    size: int
    position: int


class Blocks:
    """The blocks of some files, in order; the end of a file ends its last line, a byte order mark is left out.

    Args:
        locations: paths and URLs.
        size: bytes to read at once.
        longest: bytes of a word to keep together; of a longer one the last are kept, enough to be still too long.
            None: a stretch without white space is kept whole, whatever its length.
    """

    def __init__(self, locations: Sequence[str], size: int, longest: int | None) -> None:
        self._locations, self._size, self._longest = locations, size, longest
        self._starts: list[int] = []

    def __iter__(self) -> Iterator[Block]:
        position = 0
        self._starts = []
        for location in self._locations:
            self._starts.append(position)
            with opened(location) as stream:
                for block in self._of(stream, position):
                    yield block
                    position = block.position + block.size

    @property
    def name(self) -> str:
        """The files in a few words."""
        more = len(self._locations) - 1
        return without_passwords(self._locations[0]) + (f" and {more} more" if more else "")

    def place(self, position: int) -> tuple[str, int, int]:
        """Return the location, the line (from 1) and the byte (from 0) of a position in the unpacked text.

        Args:
            position: in all files together, in a block given before.
        """
        index = bisect_right(self._starts, position) - 1
        byte = position - self._starts[index]
        line, left = 1, byte
        with opened(self._locations[index]) as stream:
            while left and (data := stream.read(min(left, self._size))):
                line += data.count(b"\n")
                left -= len(data)
        return self._locations[index], line, byte

    def _of(self, stream: IO[bytes], position: int) -> Iterator[Block]:
        tail_N: NDArray[np.uint8] = np.empty(0, np.uint8)
        last, begun, ended = _LINE_FEED, False, False
        while not ended:
            text_N, filled = _read(stream, tail_N, self._size)
            ended = filled == len(tail_N)
            if not begun and text_N[:3].tobytes() == codecs.BOM_UTF8:
                text_N, filled, position = text_N[3:], filled - 3, position + 3
            begun = True
            last = int(text_N[filled - 1]) if filled else last
            if ended and last != _LINE_FEED:
                text_N[filled] = _LINE_FEED
                filled += 1
            cut = last_gap_end(text_N, filled)
            if cut:
                yield Block(text_N, cut, position)
            tail_N = self._kept(text_N[cut:filled])
            position += filled - len(tail_N)

    def _kept(self, tail_N: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return tail_N if self._longest is None else tail_N[-(self._longest + _WIDEST_GAP) :]


def _read(stream: IO[bytes], tail_N: NDArray[np.uint8], size: int) -> tuple[NDArray[np.uint8], int]:
    # As much again as what is kept, so that a stretch without white space is not copied more than twice.
    room = max(size, len(tail_N))
    text_N = np.empty(len(tail_N) + room + PADDING, np.uint8)
    text_N[: len(tail_N)] = tail_N
    into = text_N[len(tail_N) : len(tail_N) + room].data
    filled = len(tail_N) + (stream.readinto(into) or 0)  # pyright: ignore[reportAttributeAccessIssue]
    text_N[filled:] = 0
    return text_N, filled
