"""Compiled cells against torch's fused modules, the naive loop, torch.compile and torch.jit.script.

python benchmarks/cells.py [--json]

Forward and backward, float32, one thread; ratios of medians of interleaved runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from cell_memory import memory_rows
from cell_others import other_rows
from cell_sides import SHAPES, Shape, encoder, naive, ours, torchs
from cell_start import start_rows
from interleaved import medians
from table import Row, print_rows

REPEATS = 9
# Cell, its fields, torch's module, the ratio to reach at each shape.
AGAINST_TORCH: tuple[tuple[str, dict[str, str], type[nn.LSTM | nn.GRU | nn.RNN], tuple[float, ...]], ...] = (
    ("lstm", {}, nn.LSTM, (1.10, 1.05, 1.20)),
    ("peephole-lstm", {}, nn.LSTM, (1.25, 1.25, 1.25)),
    ("slstm", {}, nn.LSTM, (1.25, 1.25, 1.25)),
    ("gru", {}, nn.GRU, (0.65, 0.65, 0.35)),
    ("gru", {"reset": "before"}, nn.GRU, (0.65, 0.65, 0.35)),
    ("gru-simplified", {}, nn.GRU, (0.40, 0.40, 0.20)),
    ("rnn", {}, nn.RNN, (0.65, 0.55, 0.30)),
    ("irnn", {}, nn.RNN, (0.65, 0.55, 0.30)),
    ("ind-rnn", {}, nn.RNN, (0.65, 0.55, 0.30)),
)
OTHERS = ("min-gru", "min-lstm", "layer-norm-lstm", "rhn")
PACKED_GOALS = (0.30, 0.25, 0.10)
NAIVE_GOAL = 0.55
FILL = 0.3


def torch_rows(shape: Shape, index: int) -> Iterator[Row]:
    """Yield the ratios against torch's modules and against the naive loop.

    Args:
        shape: sizes.
        index: of the shape among the goals.
    """
    batch = shape.inputs()
    for name, fields, module, goals in AGAINST_TORCH:
        cell, peer = encoder(name, shape, fields), module(shape.input_size, shape.hidden_size, batch_first=True)
        sides = {"ours": ours(cell, *batch), "torch": torchs(peer, *batch), "naive": naive(cell, *batch)}
        found = medians(sides, REPEATS)
        shown = f"{name}{' reset before' if fields else ''} {shape}"
        yield Row(shown, f"nn.{module.__name__}", found["ours"] / found["torch"], goals[index], lower=True)
        yield Row(shown, "naive loop", found["ours"] / found["naive"], NAIVE_GOAL, lower=True)
    for name in OTHERS:
        cell = encoder(name, shape)
        found = medians({"ours": ours(cell, *batch), "naive": naive(cell, *batch)}, REPEATS)
        yield Row(f"{name} {shape}", "naive loop", found["ours"] / found["naive"], NAIVE_GOAL, lower=True)


def packed_row(shape: Shape, index: int) -> Row:
    """Return the ratio on sequences of varied lengths.

    Args:
        shape: sizes; the longest sequence has all steps.
        index: of the shape among the goals.
    """
    x_BTI, _, d_BTH = shape.inputs()
    lengths_B = log_normal_lengths(shape)
    batch = x_BTI, lengths_B, d_BTH
    peer = nn.LSTM(shape.input_size, shape.hidden_size, batch_first=True)
    found = medians({"ours": ours(encoder("lstm", shape), *batch), "torch": torchs(peer, *batch)}, REPEATS)
    fill = float(lengths_B.sum()) / (shape.batch * shape.steps)
    what = f"lstm, log-normal lengths (fill {fill:.2f}) {shape}"
    return Row(what, "nn.LSTM packed", found["ours"] / found["torch"], PACKED_GOALS[index], lower=True)


def log_normal_lengths(shape: Shape) -> Tensor:
    """Return lengths_B whose longest is T and whose mean is near ``FILL`` of it.

    Args:
        shape: sizes.
    """
    generator = torch.Generator().manual_seed(0)
    spread = torch.randn(shape.batch, generator=generator).mul(0.5).exp()
    lengths_B = (spread * FILL * shape.steps / spread.mean()).long().clamp(1, shape.steps)
    lengths_B[0] = shape.steps
    return lengths_B


def measure() -> Iterator[Row]:
    """Yield every row of the table."""
    for index, shape in enumerate(SHAPES):
        yield from torch_rows(shape, index)
        yield packed_row(shape, index)
    yield from start_rows()
    yield from memory_rows()
    yield from other_rows()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print_rows(measure(), as_json=options.json)


if __name__ == "__main__":
    main()
