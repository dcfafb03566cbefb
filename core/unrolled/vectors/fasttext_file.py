"""fastText's .bin: vectors of words made whole from their n-grams, and the n-grams for words that are not in it.

Shapes: N rows of a block, M rows of the matrix, E embedding.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import DataError
from unrolled.vectors.rows import BLOCK, Block, Rows, reading
from unrolled.vectors.subwords import Subwords

MAGIC = struct.pack("<i", 793_712_314)
_VERSIONS = (11, 12)
_LABEL = 1
_NO_MODEL = "the file is no model of fastText: {}"


class Model(NamedTuple):
    """What a file holds, its matrix still on the disk.

    Args:
        words: in the order of their rows.
        places: byte that each word's entry starts at.
        rows_ME: one vector a word, then one a bucket.
        rows_start: the byte where they begin.
        subwords: None where the model has no n-grams.
    """

    words: list[bytes]
    places: list[int]
    rows_ME: NDArray[np.float32]
    rows_start: int
    subwords: Subwords | None


class _Cursor:
    """Reads forward through a file that may be cut off anywhere."""

    def __init__(self, data: mmap.mmap, rows: Rows) -> None:
        self.data, self.rows, self.position = data, rows, len(MAGIC)

    def take(self, layout: str) -> tuple[Any, ...]:
        start = self.skip(struct.calcsize(f"<{layout}"))
        return struct.unpack_from(f"<{layout}", self.data, start)

    def skip(self, size: int) -> int:
        start, self.position = self.position, self.position + size
        if self.position > len(self.data):
            raise self.ended(start)
        return start

    def word(self) -> bytes:
        start, end = self.position, self.data.find(b"\0", self.position)
        if end < 0:
            raise self.ended(start)
        self.position = end + 1
        return self.data[start:end]

    def ended(self, start: int) -> DataError:
        return self.rows.error("the file ends in the midst of a value", start)


def open_fasttext(path: Path) -> tuple[Iterator[Block], Subwords | None]:
    """Return the rows of a model, and its n-grams.

    Args:
        path: of the file.

    Raises:
        DataError: the file is malformed; the message names the byte.
    """
    rows = Rows(path, "byte ")
    with reading(path), path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        model = _model(_Cursor(data, rows), path)
    return _blocks(model, rows), model.subwords


def _model(cursor: _Cursor, path: Path) -> Model:
    version, dim, *_, buckets, shortest, longest, _, _ = cursor.take("13id")
    if version not in _VERSIONS:
        raise cursor.rows.error(_NO_MODEL.format(f"version {version} is not 11 or 12"), len(MAGIC))
    entries, count, _, _, pruned = cursor.take("3i2q")
    words, places = _entries(cursor, entries, count)
    cursor.skip(8 * max(0, pruned))
    (quantized,) = cursor.take("?")
    if quantized:
        raise cursor.rows.error("the model is quantized; save it without quantization", cursor.position - 1)
    start = cursor.position
    height, width = cursor.take("2q")
    if (height, width) != (count + buckets, dim) or min(count, dim) < 1 or buckets < 0:
        what = f"a matrix of {height} x {width} where {count + buckets} x {dim} is expected"
        raise cursor.rows.error(_NO_MODEL.format(what), start)
    if cursor.position + 4 * height * width > len(cursor.data):
        raise cursor.rows.error(f"the file ends in the midst of a matrix of {height:,} x {width:,}", cursor.position)
    rows_ME = np.memmap(path, "<f4", "r", cursor.position, (height, width))
    subwords = Subwords(rows_ME[count:], max(1, shortest), longest) if buckets and longest > 0 else None
    return Model(words, places, rows_ME, cursor.position, subwords)


def _entries(cursor: _Cursor, entries: int, count: int) -> tuple[list[bytes], list[int]]:
    words: list[bytes] = []
    places: list[int] = []
    for _ in range(entries):
        start, word = cursor.position, cursor.word()
        _, kind = cursor.take("qb")
        if kind != _LABEL:
            words.append(word)
            places.append(start)
    if len(words) != count:
        what = _NO_MODEL.format(f"{len(words)} words where {count} are expected")
        raise cursor.rows.error(what, cursor.position)
    return words, places


def _blocks(model: Model, rows: Rows) -> Iterator[Block]:
    for start in range(0, len(model.words), BLOCK):
        words = model.words[start : start + BLOCK]
        vectors_NE = np.array(model.rows_ME[start : start + len(words)])
        if model.subwords:
            sums_NE, counts_N1 = model.subwords.sums([word.decode("utf-8", "replace") for word in words])
            vectors_NE = ((vectors_NE + sums_NE) / (counts_N1 + 1)).astype(np.float32)
        yield rows.block(words, vectors_NE, model.places[start : start + BLOCK])
    if model.subwords:
        _check_buckets(model, rows)


def _check_buckets(model: Model, rows: Rows) -> None:
    """See that the n-grams that no word of the file has are numbers too."""
    buckets_ME, start = model.rows_ME[len(model.words) :], model.rows_start + 4 * model.rows_ME[: len(model.words)].size
    for first in range(0, len(buckets_ME), BLOCK):
        finite_N = np.isfinite(buckets_ME[first : first + BLOCK]).all(axis=1)
        if not finite_N.all():
            bucket = first + int(np.argmin(finite_N))
            what = f"the vector of bucket {bucket} holds what is no finite number"
            raise rows.error(what, start + 4 * bucket * buckets_ME.shape[1])
