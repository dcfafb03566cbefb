"""What every reader asks of the rows of a vector file: words that are text and stand once, values that are finite.

Shapes: N rows of a block, E embedding.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import DataError, Problem

BLOCK = 1_000
"""Rows that are read at a time."""


class Block(NamedTuple):
    """Some rows of a vector file."""

    words: list[str]
    vectors_NE: NDArray[np.float32]


class Rows:
    """The rows of one file, seen one block after another.

    Args:
        path: of the file.
        unit: put before the number of a place, where it is not a line's: ``byte ``.
    """

    def __init__(self, path: Path, unit: str = "") -> None:
        self.path = path
        self.count = 0
        self._unit = unit
        self._places: dict[str, int] = {}

    def error(self, what: str, place: int) -> DataError:
        """Return the error that says what is wrong at a place.

        Args:
            what: the sentence.
            place: line from 1, or byte from 0.
        """
        return DataError(Problem(what, where=f"{self.path}:{self._unit}{place}"))

    def block(self, words: Sequence[bytes], vectors_NE: NDArray[np.float32], places: Sequence[int]) -> Block:
        """Check some rows.

        Args:
            words: as they stand in the file.
            vectors_NE: float32.
            places: of the rows in the file.

        Raises:
            DataError: a word is no UTF-8 or stands in the file twice, or a value is not finite.
        """
        decoded = [self._word(word, place) for word, place in zip(words, places, strict=True)]
        finite_N = np.isfinite(vectors_NE).all(axis=1)
        if not finite_N.all():
            row = int(np.argmin(finite_N))
            (column, *_) = np.flatnonzero(~np.isfinite(vectors_NE[row]))
            value = vectors_NE[row, column]
            raise self.error(
                f"value {column + 1} of the word '{decoded[row]}' is {value}, no finite number", places[row]
            )
        self.count += len(decoded)
        return Block(decoded, vectors_NE)

    def _word(self, raw: bytes, place: int) -> str:
        try:
            word = raw.decode()
        except UnicodeDecodeError as error:
            raise self.error(f"the word is not UTF-8: byte 0x{raw[error.start]:02x}", place) from error
        before = self._places.setdefault(word, place)
        if before != place:
            raise self.error(f"the word '{word}' stands at {self._unit or 'line '}{before} already", place)
        return word


@contextmanager
def reading(path: Path) -> Generator[None]:
    """Say which file it is that cannot be read.

    Args:
        path: of the file.

    Raises:
        DataError: the block met an error of the operating system.
    """
    try:
        yield
    except OSError as error:
        raise DataError(Problem(f"cannot read: {error.strerror or error}", where=str(path))) from error
