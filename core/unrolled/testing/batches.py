"""Batches of synthetic examples, and the same examples padded or ordered otherwise.

Shapes: B batch, T time, I input.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

from unrolled.contracts import Batch, Sequences
from unrolled.contracts.data import FieldKind
from unrolled.testing.tensors import LENGTHS, past_the_end
from unrolled.testing.texts import Words

VOCAB_SIZE = 12
CLASSES = ("blue", "green", "red")
FRAME_SIZE = 6


def values(kind: FieldKind) -> Sequences | Tensor:
    """Return values of a field for a batch; all its sequences have the same lengths.

    Args:
        kind: of the field.
    """
    if kind == "label":
        return torch.arange(len(LENGTHS)) % len(CLASSES)
    if kind == "number":
        return torch.randn(len(LENGTHS))
    lengths_B = torch.tensor(LENGTHS)
    past_BT = past_the_end(lengths_B, max(LENGTHS))
    if kind == "frames":
        frames_BTI = torch.randn(*past_BT.shape, FRAME_SIZE)
        return Sequences(frames_BTI.masked_fill(past_BT[..., None], 0), lengths_B)
    lowest, highest = (0, len(CLASSES)) if kind == "labels" else (len(Words.specials), VOCAB_SIZE)
    return Sequences(torch.randint(lowest, highest, past_BT.shape).masked_fill(past_BT, 0), lengths_B)


def padded(batch: Batch, more: int) -> Batch:
    """Return a batch with more padding behind its sequences.

    Args:
        batch: of any fields.
        more: steps of padding to add.
    """
    fields = {
        name: Sequences(pad(field.values, (0, 0) * (field.values.dim() - 2) + (0, more)), field.lengths_B)
        if isinstance(field, Sequences)
        else field
        for name, field in batch.fields.items()
    }
    return Batch(fields, batch.rows_B)


def picked(batch: Batch, rows: list[int]) -> Batch:
    """Return some examples of a batch, in the order asked for, padded no more than they need.

    Args:
        batch: of any fields.
        rows: positions in the batch.
    """
    fields: dict[str, Sequences | Tensor] = {}
    for name, field in batch.fields.items():
        if isinstance(field, Sequences):
            lengths_B = field.lengths_B[rows]
            fields[name] = Sequences(field.values[rows, : int(lengths_B.max())], lengths_B)
        else:
            fields[name] = field[rows]
    return Batch(fields, batch.rows_B[rows])
