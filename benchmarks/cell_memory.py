"""Peak memory of a forward and backward pass, one child process a side: `python cell_memory.py SIDE B T I H`."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from cell_sides import SHAPES, Shape, encoder, ours, torchs
from table import Row

GOAL = 1.1


def peak_of(side: str, shape: Shape) -> int:
    """Return how many KiB a process grows in a pass, everything being imported and compiled before.

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
    # Freed pages go back to the system and the high-water mark down to what is left: else the pass would hide in
    # the memory that imports and the first pass once took.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _high_water()
    run()
    return _high_water() - before


def _high_water() -> int:
    """Return the most memory that the process has had, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def memory_rows() -> Iterator[Row]:
    """Yield the ratio of peak memory at each shape."""
    for shape in SHAPES:
        found = {side: _child(side, shape) for side in ("ours", "torch")}
        what = f"peak memory of lstm {shape}, {found['ours'] / 1024:.0f} MiB"
        yield Row(what, "nn.LSTM", found["ours"] / found["torch"], GOAL, lower=True)


def _child(side: str, shape: Shape) -> int:
    sizes = [str(size) for size in (shape.batch, shape.steps, shape.input_size, shape.hidden_size)]
    command = [sys.executable, str(Path(__file__)), side, *sizes]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)


if __name__ == "__main__":
    print(peak_of(sys.argv[1], Shape(*map(int, sys.argv[2:]))))
