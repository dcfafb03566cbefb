"""Vectors as text, a word and its values a line: word2vec's and fastText's .vec with a header, GloVe's without.

Shapes: N rows of a block, E embedding.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.durable import outside
from unrolled.vectors.header import checked, parse_header
from unrolled.vectors.rows import BLOCK, Block, Rows, reading
from unrolled.vectors.table import WordVectors

VALUE_BYTES = 2
"""A value takes a space and a digit at least."""
_HEADER_LIKE = 3
"""Numbers of a first line that is rather a header gone wrong than a word and its values."""


class Width(NamedTuple):
    """How many values each row has to have, and who says so."""

    dim: int
    origin: str


def read_text(path: Path, *, header: bool) -> Iterator[Block]:
    """Yield the rows of a text file.

    Args:
        path: of the file.
        header: whether its first line says how many words follow.

    Raises:
        DataError: the file is malformed; the message names the line.
    """
    rows = Rows(path)
    with reading(path), path.open("rb") as stream:
        first = parse_header(stream.readline()) if header else None
        promised = checked(first, path, value_bytes=VALUE_BYTES) if first else None
        width = Width(promised.dim, "the header promises") if promised else _width(stream, rows)
        lines = zip(count(2 if promised else 1), stream, strict=False)
        while chunk := list(islice(lines, BLOCK)):
            yield _block(chunk, width, rows)
    if promised and rows.count != promised.size:
        raise rows.error(f"the header promises {promised.size:,} words, but {rows.count:,} follow", 1)


def write_text(path: Path, table: WordVectors, *, header: bool) -> None:
    """Write vectors as text, each value with the fewest digits that give it back.

    Args:
        path: of the file.
        table: the vectors.
        header: whether to put the number of words and the width first.
    """
    with outside(path) as temporary, temporary.open("wb") as stream:
        if header:
            stream.write(b"%d %d\n" % (len(table), table.dim))
        for start in range(0, len(table), BLOCK):
            values = _joined(table.vectors_VE[start : start + BLOCK])
            words = table.words[start : start + BLOCK]
            stream.write("".join(f"{word} {row}\n" for word, row in zip(words, values, strict=True)).encode())


def _width(stream: BinaryIO, rows: Rows) -> Width:
    """Take the width from the first line, as no header says it."""
    first, second = (stream.readline().split() for _ in range(2))
    if len(first) <= 1:
        raise rows.error("holds no word and values", 1)
    numbers = len(first) <= _HEADER_LIKE and None not in map(_number, first)
    if numbers and second and len(second) != len(first):
        raise rows.error("is no header: one holds the number of words and that of their values", 1)
    stream.seek(0)
    return Width(len(first) - 1, "the first line has")


def _block(chunk: list[tuple[int, bytes]], width: Width, rows: Rows) -> Block:
    """Parse some lines at once where every word is one field, else line by line."""
    places = [place for place, _ in chunk]
    fields = [line.split(None, 1) for _, line in chunk]
    values = [field[1].decode("ascii", "replace") if len(field) > 1 else "" for field in fields]
    vectors_NE = _numbers(values)
    if vectors_NE is not None and vectors_NE.shape == (len(chunk), width.dim):
        return rows.block([field[0] for field in fields], vectors_NE, places)
    split = [_row(line, width, place, rows) for place, line in chunk]
    return rows.block([word for word, _ in split], np.stack([values_E for _, values_E in split]), places)


def _numbers(lines: list[str]) -> NDArray[np.float32] | None:
    try:
        return np.loadtxt(lines, np.float32, comments=None, ndmin=2) if any(lines) else None
    except ValueError:
        return None


def _row(line: bytes, width: Width, place: int, rows: Rows) -> tuple[bytes, NDArray[np.float32]]:
    """Parse a line whose word may hold spaces."""
    expected = f"values where {width.origin} {width.dim}"
    word, *values = line.rsplit(None, width.dim) or [b""]
    if len(values) < width.dim:
        raise rows.error(f"holds {len(values)} {expected}", place)
    numbers = [_number(value) for value in values]
    if None in numbers:
        wrong = values[numbers.index(None)].decode(errors="replace")
        raise rows.error(f"{wrong!r} is no number", place)
    more = sum(_number(part) is not None for part in word.split()[1:])
    if more:
        raise rows.error(f"holds {width.dim + more} {expected}", place)
    return word, np.array(numbers, np.float32)


def _number(text: bytes) -> float | None:
    try:
        return None if b"_" in text else float(text)
    except ValueError:
        return None


def _joined(vectors_NE: NDArray[np.float32]) -> list[str]:
    pa: Any = import_module("pyarrow")  # ships no types
    join: Any = import_module("pyarrow.compute").binary_join
    count, dim = vectors_NE.shape
    texts = pa.array(vectors_NE.reshape(-1)).cast(pa.string())
    offsets_N1 = pa.array(np.arange(0, (count + 1) * dim, dim, dtype=np.int32))
    return join(pa.ListArray.from_arrays(offsets_N1, texts), " ").to_pylist()
