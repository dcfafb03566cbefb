"""An encoded split, read without a copy, and its examples as padded batches.

An empty sequence becomes one step of padding (id 0, or a frame of zeros): an encoder needs at least one step, and
as id 0 never encodes anything, a task that must tell the two apart can.

Shapes: B batch, T time, I width of a frame, S examples, S1 one more than S.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray

from unrolled.contracts import Batch, Corpus, FieldKind, Ragged, Sequences
from unrolled.runtime.columns import read_split


class Examples(Protocol):
    """What batches are taken from."""

    @property
    def size(self) -> int:
        """Number of examples."""
        ...

    def batch(self, rows_B: NDArray[np.int64]) -> Batch:
        """Return some examples as one batch.

        Args:
            rows_B: their positions.
        """
        ...


class Split:
    """The encoded examples of one split."""

    def __init__(self, columns: Mapping[str, Ragged | NDArray[Any]], size: int) -> None:
        self._columns = columns
        self._size = size

    @classmethod
    def open(cls, path: Path, fields: Mapping[str, FieldKind]) -> Self:
        """Map a file of ``write_split`` into memory.

        Args:
            path: of the file.
            fields: field name to kind, of the fields to read; at least one.

        Raises:
            IntegrityError: the file is not readable, or holds other fields.
        """
        columns = read_split(path, fields)
        first = next(iter(columns.values()))
        return cls(columns, len(first.offsets_S1) - 1 if isinstance(first, Ragged) else len(first))

    @property
    def size(self) -> int:
        """Number of examples, S."""
        return self._size

    def ragged(self, field: str) -> Ragged:
        """Return the stored sequences of a field.

        Args:
            field: of variable length.
        """
        column = self._columns[field]
        if not isinstance(column, Ragged):
            raise TypeError(f"field {field!r} holds one value an example")
        return column

    def scalars(self, field: str) -> NDArray[Any]:
        """Return the stored values of a field, int64 classes or float32 numbers, as values_S.

        Args:
            field: of kind label or number.
        """
        column = self._columns[field]
        if isinstance(column, Ragged):
            raise TypeError(f"field {field!r} holds a sequence an example")
        return column

    def width(self, field: str) -> int:
        """Return the width of a frame, I.

        Args:
            field: of kind frames.
        """
        return self.ragged(field).values.shape[1]

    def lengths(self, *fields: str) -> NDArray[np.int64]:
        """Return the stored length of every example, 0 for an empty one, as lengths_S.

        Args:
            *fields: of variable length, summed where there are several; none: every such field.
        """
        names = fields or [name for name, column in self._columns.items() if isinstance(column, Ragged)]
        return sum((np.diff(self.ragged(name).offsets_S1) for name in names), np.zeros(self._size, np.int64))

    def batch(self, rows_B: NDArray[np.int64]) -> Batch:
        """Return some examples as one batch.

        Args:
            rows_B: their positions; any order, repeats allowed, at least one.
        """
        fields = {
            name: _sequences(column, rows_B) if isinstance(column, Ragged) else torch.as_tensor(column[rows_B])
            for name, column in self._columns.items()
        }
        return Batch(fields, torch.as_tensor(rows_B))


def corpus(
    columns: Sequence[Ragged], *, vocab_size: int, specials: tuple[int, ...], words: tuple[str, ...] = ()
) -> Corpus:
    """Join the sequences of several columns of ids.

    Args:
        columns: of fields of kind text or tokens, in the order in which they are joined.
        vocab_size: number of ids.
        specials: ids that stand for no word.
        words: what each id stands for.
    """
    ids_N = np.concatenate([column.values for column in columns])
    lengths_S = np.concatenate([np.diff(column.offsets_S1) for column in columns])
    offsets_S1 = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths_S)])
    return Corpus(ids_N, offsets_S1, vocab_size, specials, words)


def padded(elements: NDArray[Any], starts_B: NDArray[np.int64], lengths_B: NDArray[np.int64]) -> Sequences:
    """Return parts of an array as sequences, padded behind with zeros.

    Args:
        elements: int32 ids_N, or float32 frames_NI.
        starts_B: position of each part's first element.
        lengths_B: number of its elements; an empty part becomes one step of padding.
    """
    # No Python a token: one gather over a (B, T) grid of positions, then the padding is zeroed.
    kept_B = np.maximum(lengths_B, 1)
    steps_T: NDArray[np.int64] = np.arange(int(kept_B.max()))
    if len(elements):
        values: NDArray[Any] = elements.take(starts_B[:, None] + steps_T, axis=0, mode="clip")
        values[steps_T >= lengths_B[:, None]] = 0
    else:
        values = np.zeros((len(starts_B), len(steps_T), *elements.shape[1:]), elements.dtype)
    ids = values.dtype == np.int32
    return Sequences(torch.as_tensor(values.astype(np.int64) if ids else values), torch.as_tensor(kept_B))


def _sequences(column: Ragged, rows_B: NDArray[np.int64]) -> Sequences:
    starts_B = column.offsets_S1[rows_B]
    return padded(column.values, starts_B, column.offsets_S1[rows_B + 1] - starts_B)
