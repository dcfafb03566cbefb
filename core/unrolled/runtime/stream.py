"""A training split read as one stream: each batch goes on in all its columns where the batch before it ended.

Shapes: B rows of a batch, N ids of the stream.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from unrolled.contracts import Batch
from unrolled.errors import DataError, Problem
from unrolled.runtime.splits import padded


class Stream:
    """One long sequence of ids, cut in columns of equal length, and these in pieces.

    A piece of n steps holds n + 1 ids: each is read, but for the last, and what is to be said is the next one. The
    last id of a piece is the first of the next. The ids that are too few for a step in every column are left out.

    Args:
        field: name of the field that the ids are of.
        ids_N: int32 ids.
        columns: places of a batch, each of which reads a part of the stream.
        steps: of a piece; the last piece of a column may have fewer.

    Raises:
        DataError: there are not enough ids for a step in every column.
    """

    def __init__(self, field: str, ids_N: NDArray[np.int32], *, columns: int, steps: int) -> None:
        self._field, self._ids_N, self._steps = field, ids_N, steps
        self._column_steps = (len(ids_N) - 1) // columns
        if self._column_steps < 1:
            what = f"the training split has {len(ids_N)} ids to read as one stream, too few for {columns} columns"
            raise DataError(Problem(what, where="train.batch_size", command="unrolled run train.batch_size=1"))
        self.pieces = -(-self._column_steps // steps)
        """Pieces of a column, which are the batches of an epoch."""
        self.size = columns * self.pieces
        """Pieces of all columns, those of the first column first."""

    def batch(self, rows_B: NDArray[np.int64]) -> Batch:
        """Return some pieces as one batch.

        Args:
            rows_B: their positions; any order, repeats allowed, at least one.
        """
        columns_B, pieces_B = np.divmod(rows_B, self.pieces)
        starts_B = columns_B * self._column_steps + pieces_B * self._steps
        lengths_B = np.minimum(self._steps, self._column_steps - pieces_B * self._steps) + 1
        return Batch({self._field: padded(self._ids_N, starts_B, lengths_B)}, torch.as_tensor(rows_B))
