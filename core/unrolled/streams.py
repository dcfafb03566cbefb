"""Files as streams of bytes: local or fetched, unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, cast

from unrolled.errors import DataError, Problem
from unrolled.locations import PACKED, is_url, packing, unreadable
from unrolled.secrets import without_passwords

_UNPACKERS: dict[str, Callable[..., Any]] = dict(zip(PACKED, (gzip.open, bz2.open, lzma.open), strict=True))
_UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)


@contextmanager
def opened(location: str) -> Generator[IO[bytes]]:
    """Open a file for reading bytes, unpacked where its name ends in .gz, .bz2 or .xz.

    Args:
        location: path or URL.

    Yields:
        A stream without a buffer of its own; errors of reading it are told as well.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(_raw(location))
            unpack = _UNPACKERS.get(packing(location))
            yield stack.enter_context(unpack(stream, "rb")) if unpack else stream
    except _UNREADABLE as error:
        raise DataError(unreadable(location, error)) from error


def _raw(location: str) -> IO[bytes]:
    return cast("IO[bytes]", _Fetched(location)) if is_url(location) else Path(location).open("rb", buffering=0)


class _Fetched(RawIOBase):
    """A file at a URL."""

    def __init__(self, location: str) -> None:
        import fsspec

        super().__init__()
        self._location = location
        self._stream: Any = None
        with self._fetching():
            self._remote: Any = fsspec.open(location, "rb")  # kept: it closes a chain of files when it goes
            self._stream = self._remote.open()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        with self._fetching():
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: Any, /) -> int:
        with self._fetching():
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        super().close()

    @contextmanager
    def _fetching(self) -> Generator[None]:
        try:
            yield
        except Exception as error:  # each of fsspec's filesystems has exceptions of its own
            shown, name = without_passwords(self._location), type(error).__name__
            detail = f": {error}" if shown == self._location else ""  # it may repeat the password
            raise DataError(Problem(f"cannot be fetched: {name}{detail}", where=shown)) from error
