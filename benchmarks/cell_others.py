"""The compiled LSTM against torch.compile and torch.jit.script, over longer times and on two threads.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import torch
from torch import Tensor, nn

from cell_sides import SHAPES, Shape, Side, encoder, ours, torchs
from interleaved import medians
from table import Row

CHUNK = 16
REPEATS = 5
FLAT_GOAL = 1.10
LONG = (32, 128, 512, 4096)


def other_rows() -> Iterator[Row]:
    """Yield the comparisons that have no torch module on their other side."""
    for shape in SHAPES:
        yield from _compilers(shape)
    yield from _time_per_token()
    yield from _threads()


def _compilers(shape: Shape) -> Iterator[Row]:
    """Yield the ratios against what torch makes of the same step."""
    x_BTI, lengths_B, d_BTH = shape.inputs()
    module = encoder("lstm", shape)
    cell = cast("Any", module.layers)[0][0]
    state = cell.initial_state(shape.batch)
    scripted = _scripted(cell)
    sides = {
        "ours": ours(module, x_BTI, lengths_B, d_BTH),
        "torch.compile of the step": _folded(torch.compile(_chunk_of(cell, 1)), x_BTI, state, d_BTH, 1),
        f"torch.compile of {CHUNK} steps": _folded(torch.compile(_chunk_of(cell, CHUNK)), x_BTI, state, d_BTH, CHUNK),
        "torch.jit.script": _folded(scripted, x_BTI, state, d_BTH, shape.steps),
    }
    found = medians(sides, REPEATS)
    for name in list(sides)[1:]:
        yield Row(f"lstm {shape}", name, found["ours"] / found[name], None)


def _chunk_of(cell: Any, steps: int) -> Callable[..., tuple[Tensor, Tensor, Tensor]]:
    """Return a function that takes some steps of a cell."""

    def chunk(x_BKI: Tensor, h_BH: Tensor, c_BH: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        outputs: list[Tensor] = []
        for k in range(steps):
            y_BH, (h_BH, c_BH) = cell.step(x_BKI[:, k], (h_BH, c_BH))
            outputs.append(y_BH)
        return torch.stack(outputs, 1), h_BH, c_BH

    return chunk


def _folded(chunk: Callable[..., Any], x_BTI: Tensor, state: tuple[Tensor, ...], d_BTH: Tensor, steps: int) -> Side:
    """Return a pass that goes through time in chunks."""

    def run() -> None:
        h_BH, c_BH = state
        outputs: list[Tensor] = []
        for x_BKI in x_BTI.split(steps, 1):
            y_BKH, h_BH, c_BH = chunk(x_BKI, h_BH, c_BH)
            outputs.append(y_BKH)
        torch.cat(outputs, 1).backward(d_BTH)
        x_BTI.grad = None

    return run


def _scripted(cell: Any) -> Callable[..., Any]:
    """Return all steps of an LSTM as TorchScript makes them."""
    scripted = torch.jit.script(_all_steps)

    def run(x_BTI: Tensor, h_BH: Tensor, c_BH: Tensor) -> Any:
        return scripted(x_BTI, (h_BH, c_BH), (cell.weight_ih_GI, cell.weight_hh_GH), cell.bias_G)

    return run


def _all_steps(
    x_BTI: Tensor, state: tuple[Tensor, Tensor], weights: tuple[Tensor, Tensor], b_G: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Take all steps of an LSTM, written so that TorchScript accepts it."""
    h_BH, c_BH = state
    outputs: list[Tensor] = []
    for x_BI in x_BTI.unbind(1):
        sums_BG = torch.nn.functional.linear(x_BI, weights[0], b_G) + torch.nn.functional.linear(h_BH, weights[1])
        i_BH, f_BH, g_BH, o_BH = sums_BG.chunk(4, 1)
        c_BH = torch.sigmoid(f_BH) * c_BH + torch.sigmoid(i_BH) * torch.tanh(g_BH)
        h_BH = torch.sigmoid(o_BH) * torch.tanh(c_BH)
        outputs.append(h_BH)
    return torch.stack(outputs, 1), h_BH, c_BH


def _time_per_token() -> Iterator[Row]:
    """Yield seconds a token of long sequences over those of short ones; every side takes as many tokens in a turn."""
    shapes = {steps: Shape(32, steps, 128, 128) for steps in LONG}
    module, peer = encoder("lstm", shapes[LONG[0]]), nn.LSTM(128, 128, batch_first=True)
    sides: dict[str, Side] = {}
    for steps, shape in shapes.items():
        batch, times = shape.inputs(), LONG[-1] // steps
        sides |= {f"ours {steps}": _often(ours(module, *batch), times)}
        sides |= {f"torch {steps}": _often(torchs(peer, *batch), times)}
    found = medians(sides, REPEATS)
    for name, goal in (("ours", FLAT_GOAL), ("torch", None)):
        for steps in LONG[1:]:
            what = f"{'lstm' if goal else 'nn.LSTM'} (32,T,128,128), time per token at T = {steps}"
            yield Row(what, f"T = {LONG[0]}", found[f"{name} {steps}"] / found[f"{name} {LONG[0]}"], goal, lower=True)


def _often(run: Side, times: int) -> Side:
    def runs() -> None:
        for _ in range(times):
            run()

    return runs


def _threads() -> Iterator[Row]:
    """Yield the seconds on two threads over those on one."""
    for shape in SHAPES:
        run = ours(encoder("lstm", shape), *shape.inputs())

        def on(threads: int, run: Side = run) -> Side:
            def call() -> None:
                torch.set_num_threads(threads)
                run()
                torch.set_num_threads(1)

            return call

        found = medians({"1": on(1), "2": on(2)}, REPEATS)
        yield Row(f"lstm {shape}, 2 threads", "1 thread", found["2"] / found["1"], None)
