"""The first line of word2vec's formats: the number of words and the width of their vectors."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from unrolled.errors import DataError, Problem

LONGEST = 100
"""Bytes of a first line that can be a header."""


class Header(NamedTuple):
    """What a file says of itself.

    Args:
        size: number of words, V.
        dim: width of a vector, E.
    """

    size: int
    dim: int


def parse_header(line: bytes) -> Header | None:
    """Return the header that a first line is, None where it is none.

    Args:
        line: up to its line feed.
    """
    fields = line.split()
    if len(line) > LONGEST or len(fields) != 2 or not all(field.isdigit() for field in fields):  # noqa: PLR2004
        return None
    return Header(*map(int, fields))


def checked(header: Header, path: Path, *, value_bytes: int) -> Header:
    """Refuse a header that promises more than the file can hold: memory would be taken for what is not there.

    Args:
        header: of the file.
        path: of the file.
        value_bytes: that a value takes at least.

    Raises:
        DataError: the header promises nothing, or too much.
    """
    held = path.stat().st_size
    if header.size < 1 or header.dim < 1:
        what = f"the header promises {header.size} words of {header.dim} values; both must be 1 or more"
    elif header.size * (1 + header.dim * value_bytes) > held:
        what = (
            f"the header promises {header.size:,} words of {header.dim:,} values, more than the file's {held:,} bytes"
        )
    else:
        return header
    raise DataError(Problem(what, where=f"{path}:1"))
