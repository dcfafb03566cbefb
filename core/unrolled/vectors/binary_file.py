"""Vectors in word2vec's binary format: a header line, then a word, a space and float32 values after another.

Shapes: N rows of a block, E embedding.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from unrolled.durable import outside
from unrolled.vectors.header import checked, parse_header
from unrolled.vectors.rows import BLOCK, Block, Rows, reading
from unrolled.vectors.table import WordVectors

_FLOAT = 4


def read_binary(path: Path) -> Iterator[Block]:
    """Yield the rows of a binary file.

    Args:
        path: of the file.

    Raises:
        DataError: the file is malformed; the message names the byte.
    """
    rows = Rows(path, "byte ")
    with reading(path), path.open("rb") as stream:
        header = parse_header(stream.readline())
        assert header is not None
        header, position = checked(header, path, value_bytes=_FLOAT), stream.tell()
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            while rows.count < header.size:
                block, position = _block(data, position, min(BLOCK, header.size - rows.count), header.dim, rows)
                yield block
            if data[position:].strip(b"\n"):
                raise rows.error(f"more follows than the {header.size:,} words that the header promises", position)


def write_binary(path: Path, table: WordVectors) -> None:
    """Write vectors as word2vec does.

    Args:
        path: of the file.
        table: the vectors.
    """
    with outside(path) as temporary, temporary.open("wb") as stream:
        stream.write(b"%d %d\n" % (len(table), table.dim))
        for word, vector_E in zip(table.words, table.vectors_VE.astype("<f4", copy=False), strict=True):
            stream.write(b"%s %s\n" % (word.encode(), vector_E.tobytes()))


def _block(data: mmap.mmap, position: int, count: int, dim: int, rows: Rows) -> tuple[Block, int]:
    words: list[bytes] = []
    places: list[int] = []
    vectors_NE = np.empty((count, dim), np.float32)
    for row in range(count):
        start, space = position, data.find(b" ", position)
        position = space + 1 + _FLOAT * dim
        if space < 0 or position > len(data):
            whole = f"{rows.count + row:,} whole words"
            raise rows.error(f"the file ends in the midst of a row, after {whole}", start)
        words.append(data[start:space].lstrip(b"\n"))
        places.append(start)
        vectors_NE[row] = np.frombuffer(data, "<f4", dim, space + 1)
    return rows.block(words, vectors_NE, places), position
