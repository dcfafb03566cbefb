"""Numbered files, each with one creator: what a lease is made of."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from unrolled.durable.disk import make_directory, reported
from unrolled.durable.faultpoints import faultpoint


class Shelf(Protocol):
    """Where the numbered files of one lease stand."""

    def numbers(self) -> list[int]:
        """Return the numbers that are there, in any order."""
        ...

    def create(self, number: int, owner: bytes) -> bool:
        """Create a number, unless it is there already.

        Args:
            number: from 1.
            owner: its content.

        Returns:
            Whether this call created it.
        """
        ...

    def look(self, number: int) -> tuple[bytes, object] | None:
        """Return the owner of a number, and a sign that is another one after each beat; None where it is not there.

        Args:
            number: from 1.
        """
        ...

    def beat(self, number: int) -> None:
        """Give a sign of life.

        Args:
            number: that this process created.

        Raises:
            OSError: it cannot be reached; or ResourceError.
        """
        ...

    def remove(self, number: int) -> None:
        """Remove a number; nothing happens where it is not there.

        Args:
            number: from 1.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileShelf:
    """A shelf in a directory that all its machines share.

    Args:
        path: of the lease; its files are called ``NAME.1``, ``NAME.2``, ...
    """

    path: Path

    def numbers(self) -> list[int]:
        """Return the numbers that are there."""
        endings = (path.suffix[1:] for path in self.path.parent.glob(f"{self.path.name}.*"))
        return [int(ending) for ending in endings if ending.isdigit()]

    def create(self, number: int, owner: bytes) -> bool:
        """Create a file, unless it is there already; one system call decides."""
        path = self._file(number)
        make_directory(path.parent)
        with reported(path):
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            except FileExistsError:
                return False
            try:
                faultpoint("durable.lease.created")
                os.write(handle, owner)
            finally:
                os.close(handle)
        return True

    def look(self, number: int) -> tuple[bytes, object] | None:
        """Return content and time of last change; a network disk asks its server for both as a file is opened."""
        try:
            with self._file(number).open("rb") as stream:
                return stream.read(), os.fstat(stream.fileno()).st_mtime_ns
        except FileNotFoundError:
            return None

    def beat(self, number: int) -> None:
        """Touch a file."""
        os.utime(self._file(number))

    def remove(self, number: int) -> None:
        """Remove a file; nothing happens where it is not there."""
        with reported(self.path):
            self._file(number).unlink(missing_ok=True)

    def _file(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
