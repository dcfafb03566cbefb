"""A file as bytes, of which there is at least one, and as lines of text."""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Any

from unrolled import streams
from unrolled.errors import DataError, Problem
from unrolled.secrets import without_passwords

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from unrolled_data.files.problems import Problems

    Stream = BufferedReader


@contextmanager
def opened(location: str) -> Generator[Stream]:
    """Open a file for reading bytes, unpacked where its name says that it is packed.

    Args:
        location: path or URL.

    Yields:
        A stream with at least one byte to read, and places to go to.

    Raises:
        DataError: it cannot be read, or is empty.
    """
    with streams.opened(location) as raw:
        placed: Any = raw if raw.seekable() else BytesIO(raw.read())
        stream = BufferedReader(placed)
        if not stream.peek(1):
            raise DataError(Problem("the file is empty", where=without_passwords(location)))
        yield stream


def lines(stream: Stream, problems: Problems, encoding: str = "utf-8") -> Iterator[str]:
    """Decode a stream line by line; only a line feed ends a line.

    Args:
        stream: text, with or without a byte order mark of UTF-8.
        problems: told of bytes that are no text, by their place in the unpacked file; the line goes on with
            U+FFFD instead.
        encoding: UTF-8, or one in which every byte is a character.

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
            line = body.decode(encoding)
        except UnicodeDecodeError as error:
            at = f"0x{body[error.start]:02x} at byte {start + error.start}"
            problems.add(f"not valid UTF-8: {at} ({error.reason})", line=number)
            line = body.decode(errors="replace")
        yield line
