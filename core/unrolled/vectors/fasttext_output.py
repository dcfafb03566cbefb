"""Vectors written as a model of fastText, which makes those of words that it never saw from their n-grams.

Shapes: N rows of a block, E embedding.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from unrolled.durable import outside
from unrolled.vectors.fasttext_file import MAGIC
from unrolled.vectors.rows import BLOCK
from unrolled.vectors.subwords import Subwords
from unrolled.vectors.table import WordVectors

_VERSION, _WORD, _NOT_PRUNED = 12, 0, -1
_WINDOW, _EPOCHS, _COUNT, _NEGATIVES, _ORDER, _BY_NOISE, _SKIP_GRAM, _REPORT, _SAMPLE = 5, 5, 1, 5, 1, 2, 2, 100, 1e-4
"""fastText's own defaults, in place of how the vectors were learned, which they do not say; every word counts once."""


def write_fasttext(path: Path, table: WordVectors) -> None:
    """Write a model that gives the table's vectors, and those of other words where the table has n-grams.

    The rows that words are told from noise by are zeros: the model answers, and is not to be learned on.

    Args:
        path: of the file.
        table: the vectors.
    """
    subwords = table.subwords or Subwords(np.zeros((0, table.dim), np.float32), 0, 0)
    buckets = len(subwords.buckets_ME)
    with outside(path) as temporary, temporary.open("wb") as stream:
        stream.write(_head(table.dim, subwords) + _dictionary(table.words))
        stream.write(struct.pack("<?2q", False, len(table) + buckets, table.dim))
        for start in range(0, len(table), BLOCK):
            block = slice(start, start + BLOCK)
            _write(stream, _own(table.words[block], table.vectors_VE[block], table.subwords))
        for start in range(0, buckets, BLOCK):
            _write(stream, subwords.buckets_ME[start : start + BLOCK])
        stream.write(struct.pack("<?2q", False, len(table), table.dim))
        _write(stream, np.zeros_like(table.vectors_VE))


def _head(dim: int, subwords: Subwords) -> bytes:
    learning = (_WINDOW, _EPOCHS, _COUNT, _NEGATIVES, _ORDER, _BY_NOISE, _SKIP_GRAM)
    n_grams = (len(subwords.buckets_ME), subwords.shortest, subwords.longest)
    return MAGIC + struct.pack("<13id", _VERSION, dim, *learning, *n_grams, _REPORT, _SAMPLE)


def _dictionary(words: tuple[str, ...]) -> bytes:
    size = len(words)
    ends = struct.pack("<qb", _COUNT, _WORD)
    entries = b"".join(word.encode() + b"\0" + ends for word in words)
    return struct.pack("<3i2q", size, size, 0, size * _COUNT, _NOT_PRUNED) + entries


def _own(words: tuple[str, ...], vectors_NE: NDArray[np.float32], subwords: Subwords | None) -> NDArray[np.float32]:
    """Return the rows whose means with the words' n-grams are their vectors."""
    if subwords is None:
        return vectors_NE
    sums_NE, counts_N1 = subwords.sums(words)
    return (vectors_NE * (counts_N1 + 1.0) - sums_NE).astype(np.float32)


def _write(stream: BinaryIO, rows_NE: NDArray[np.float32]) -> None:
    stream.write(rows_NE.astype("<f4", copy=False).tobytes())
