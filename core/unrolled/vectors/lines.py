"""Lines of small text files, with their numbers."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from unrolled.errors import DataError, Problem
from unrolled.vectors.rows import reading


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file that are neither empty nor a comment (``#``), numbered from 1.

    Args:
        path: of the file, gzipped where its name ends in ``.gz``.

    Raises:
        DataError: the file cannot be read, or a line is not UTF-8.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with reading(path), opened(path, "rb") as stream:
            for number, raw in enumerate(stream, 1):
                line = _decoded(raw, path, number).strip()
                if line and not line.startswith("#"):
                    yield number, line
    except (EOFError, zlib.error) as error:
        raise DataError(Problem("the gzipped file is cut off or damaged", where=str(path))) from error


def _decoded(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 at byte {error.start} of the line (0x{raw[error.start]:02x})"
        raise DataError(Problem(what, where=f"{path}:{number}")) from error
