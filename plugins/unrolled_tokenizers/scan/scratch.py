"""Arrays put away while a scan runs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from unrolled.durable import faultpoint
from unrolled.durable.disk import reported

SCRATCH = "scratch"
"""What a message calls the file."""


class Kept(NamedTuple):
    """Where an array was put."""

    offset: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Scratch(AbstractContextManager["Scratch"]):
    """A store of arrays: a file without a name, which no crash leaves behind.

    Args:
        directory: on the disk to use.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        with reported(directory / SCRATCH):
            self._file = TemporaryFile(dir=directory)  # noqa: SIM115 - closed with the store
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, array: NDArray[Any]) -> Kept:
        """Put an array behind the others.

        Args:
            array: contiguous.

        Raises:
            ResourceError: the disk is full or refuses.
        """
        kept = Kept(self._size, array.shape, array.dtype)
        self._size += array.nbytes
        self.change(kept, 0, array)
        return kept

    def change(self, kept: Kept, first: int, array: NDArray[Any]) -> None:
        """Write over a stretch of an array.

        Args:
            kept: where it is.
            first: row to begin with.
            array: the new rows.

        Raises:
            ResourceError: the disk is full or refuses.
        """
        with reported(self._directory / SCRATCH):
            faultpoint("scan.scratch.write")
            self._file.seek(kept.offset + first * self._row(kept))
            self._file.write(array.reshape(-1).view(np.uint8).data)

    def get(self, kept: Kept, first: int = 0, last: int | None = None) -> NDArray[Any]:
        """Return a stretch of an array.

        Args:
            kept: where it is.
            first: row to begin with.
            last: row before which to end; None for all.
        """
        rows = (kept.shape[0] if last is None else last) - first
        array = np.empty((rows, *kept.shape[1:]), kept.dtype)
        self._file.seek(kept.offset + first * self._row(kept))
        self._file.readinto(array.reshape(-1).view(np.uint8).data)
        return array

    def _row(self, kept: Kept) -> int:
        return kept.dtype.itemsize * int(np.prod(kept.shape[1:], dtype=np.int64))
