"""Peak memory of a forward and backward pass, a process a side."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from cell_sides import SHAPES, Shape, encoder, ours, torchs
from children import in_child
from peak_memory import growth
from table import Row

GOAL = 1.1


def peak_of(side: str, shape: Shape) -> int:
    """Return how many KiB a process grows in a pass.

    Args:
        side: ``ours`` or ``torch``.
        shape: sizes.
    """
    torch.set_num_threads(1)
    small = Shape(2, 2, shape.input_size, shape.hidden_size)
    cell, peer = encoder("lstm", shape), nn.LSTM(shape.input_size, shape.hidden_size, batch_first=True)
    warm, batch = small.inputs(), shape.inputs()
    first, run = (ours(cell, *it) if side == "ours" else torchs(peer, *it) for it in (warm, batch))
    first()
    return growth(run)


def memory_rows() -> Iterator[Row]:
    """Yield the ratio of peak memory at each shape."""
    for shape in SHAPES:
        found = {side: in_child(peak_of, side, shape) for side in ("ours", "torch")}
        what = f"peak memory of lstm {shape}, {found['ours'] / 1024:.0f} MiB"
        yield Row(what, "nn.LSTM", found["ours"] / found["torch"], GOAL, lower=True)
