"""Opening a file: local or at a URL, gzipped or not, as bytes and as lines of text."""

from __future__ import annotations

import codecs
import gzip
import zlib
from contextlib import ExitStack, contextmanager
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled.errors import DataError, Problem, nearest
from unrolled.secrets import without_passwords
from unrolled_data.files.formats import is_gzipped, is_url

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from unrolled_data.files.problems import Problems

    Stream = BufferedReader | gzip.GzipFile


def check_present(paths: Iterable[str]) -> None:
    """See that every local file is there before any is read.

    Args:
        paths: of the files.

    Raises:
        DataError: files are missing or are directories; every one is named.
    """
    problems = [problem for path in paths if (problem := _absence(path))]
    if problems:
        raise DataError(*problems)


@contextmanager
def opened(location: str) -> Generator[Stream]:
    """Open a file for reading bytes, unpacked where its name ends in ``.gz``.

    Args:
        location: path or URL.

    Yields:
        A stream with at least one byte to read.

    Raises:
        DataError: it cannot be read, or is empty.
    """
    try:
        with ExitStack() as stack:
            stream: Stream = stack.enter_context(_raw(location))
            if is_gzipped(location):
                stream = stack.enter_context(gzip.GzipFile(fileobj=stream))
            if not stream.peek(1):
                raise DataError(Problem("the file is empty", where=without_passwords(location)))
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(_unreadable(location, error)) from error


def lines(stream: Stream, problems: Problems) -> Iterator[str]:
    """Decode a stream line by line; only a line feed ends a line.

    Args:
        stream: UTF-8, with or without a byte order mark.
        problems: told of bytes that are no text, by their place in the unpacked file; the line goes on with
            U+FFFD instead.

    Yields:
        Lines with the line ends they have.
    """
    offset = 0
    for number, raw in enumerate(stream, start=1):
        body = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        start, offset = offset + len(raw) - len(body), offset + len(raw)
        if (null := body.find(0)) >= 0:
            problems.add(f"NUL at byte {start + null}: this is no text file", line=number)
        try:
            line = body.decode()
        except UnicodeDecodeError as error:
            at = f"0x{body[error.start]:02x} at byte {start + error.start}"
            problems.add(f"not valid UTF-8: {at} ({error.reason})", line=number)
            line = body.decode(errors="replace")
        yield line


def _absence(location: str) -> Problem | None:
    path = Path(location)
    try:
        if path.is_dir():
            return Problem("is a directory, where a file is expected", where=location)
        if path.is_file():
            return None
        if path.exists():
            return Problem("is no file that can be read twice", where=location)
        names = [neighbour.name for neighbour in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError as error:
        return _unreadable(location, error)
    return Problem("there is no such file", where=location, nearest=nearest(path.name, sorted(names)))


def _unreadable(location: str, error: Exception) -> Problem:
    return Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", where=without_passwords(location))


def _raw(location: str) -> BufferedReader:
    return BufferedReader(BytesIO(_fetched(location))) if is_url(location) else Path(location).open("rb")


def _fetched(location: str) -> bytes:
    import fsspec

    try:
        with fsspec.open(location, "rb") as stream:
            return stream.read()  # pyright: ignore[reportAttributeAccessIssue]
    except Exception as error:  # each of fsspec's filesystems has exceptions of its own
        shown, name = without_passwords(location), type(error).__name__
        detail = f": {error}" if shown == location else ""  # it may repeat the password
        raise DataError(Problem(f"cannot be fetched: {name}{detail}", where=shown)) from error
