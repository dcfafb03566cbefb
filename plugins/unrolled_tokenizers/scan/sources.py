"""Opening text: local or at a URL, packed or not, as a stream of bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from unrolled.errors import DataError, Problem, nearest
from unrolled.secrets import without_passwords

UNPACKERS: dict[str, Callable[..., Any]] = {".gz": gzip.GzipFile, ".bz2": bz2.BZ2File, ".xz": lzma.LZMAFile}
_UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)


def check_present(locations: Iterable[str]) -> None:
    """See that every local file is there before any is read.

    Args:
        locations: paths and URLs.

    Raises:
        DataError: files are missing or are directories, or none was given; every one is named.
    """
    found = [(location, Path(location)) for location in locations]
    problems = [_absence(location, path) for location, path in found if not _is_url(location) and not path.is_file()]
    if problems or not found:
        raise DataError(*(problems or ["there is no file to scan"]))


@contextmanager
def opened(location: str) -> Generator[IO[bytes]]:
    """Open a file for reading bytes, unpacked where its name ends in .gz, .bz2 or .xz.

    Args:
        location: path or URL.

    Yields:
        A stream; errors of reading it are told as well.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(_raw(location))
            unpack = UNPACKERS.get(Path(location.partition("::")[0].partition("?")[0].lower()).suffix)
            yield stack.enter_context(_unpacked(unpack, stream)) if unpack else stream
    except _UNREADABLE as error:
        what = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise DataError(Problem(what, where=without_passwords(location))) from error


def _unpacked(unpack: Callable[..., Any], stream: IO[bytes]) -> IO[bytes]:
    return unpack(fileobj=stream) if unpack is gzip.GzipFile else unpack(stream)


def _raw(location: str) -> IO[bytes]:
    if not _is_url(location):
        return Path(location).open("rb", buffering=0)
    import fsspec

    try:
        remote: Any = fsspec.open(location, "rb")
        return remote.open()
    except Exception as error:  # each of fsspec's filesystems has exceptions of its own
        shown, name = without_passwords(location), type(error).__name__
        detail = f": {error}" if shown == location else ""  # it may repeat the password
        raise DataError(Problem(f"cannot be fetched: {name}{detail}", where=shown)) from error


def _is_url(location: str) -> bool:
    return "://" in location or "::" in location


def _absence(location: str, path: Path) -> Problem:
    if path.is_dir():
        return Problem("is a directory, where a file is expected", where=location)
    if path.exists():
        return Problem("is no file that can be read twice", where=location)
    names = [neighbour.name for neighbour in path.parent.iterdir()] if path.parent.is_dir() else []
    return Problem("there is no such file", where=location, nearest=nearest(path.name, sorted(names)))
