"""Encoders of built-in and of tiny cells."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll import build_encoder
from unrolled.runtime.unroll.engine import compile_cell
from unrolled.runtime.unroll.hoisted import hoist_cell
from unrolled.runtime.unroll.loop import Fold, run_packed
from unrolled.runtime.unroll.packing import Packing
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, LSTMConfig, RNNConfig, gru, lstm, rnn

CELLS = {"rnn": (rnn, RNNConfig), "gru": (gru, GRUConfig), "lstm": (lstm, LSTMConfig)}


class Echo(torch.nn.Module):
    """y = x + decay * h, h' = y: what comes out can be worked out by hand."""

    def __init__(self, size, decay=0.0):
        super().__init__()
        self.output_size = size
        self.decay = decay
        self.rows_stepped = 0

    def initial_state(self, batch_size):
        return (torch.zeros(batch_size, self.output_size),)

    def step(self, x_BI, state):
        self.rows_stepped += len(x_BI)
        y_BH = x_BI + self.decay * state[0]
        return y_BH, (y_BH,)


@pytest.fixture
def echo():
    return Echo


@pytest.fixture
def encode(request):
    """Build a seeded float64 encoder of a built-in cell."""

    def build(name="lstm", *, input_size=3, hidden_size=4, **unroll):
        if unroll.get("backend") == "engine":
            request.getfixturevalue("compiler")
        component, config = CELLS[name]
        torch.manual_seed(0)
        return build_encoder(
            lambda size: component.build(config(hidden_size=hidden_size), input_size=size).double(),
            input_size,
            UnrollConfig(**unroll),
        )

    return build


class Functions(torch.nn.Module):
    """A cell with a part of the state for each function, which takes the cell, x and that part to its new value."""

    def __init__(self, functions, width):
        super().__init__()
        self.functions, self.output_size = functions, width
        self.row_W = torch.nn.Parameter(torch.rand(width) - 0.5)
        self.matrix_WW = torch.nn.Parameter((torch.rand(width, width) - 0.5) / width**0.5)

    def initial_state(self, batch_size):
        return tuple(self.row_W.new_zeros(batch_size, self.output_size) for _ in self.functions)

    def step(self, x_BW, state):
        after = tuple(function(self, x_BW, part) for function, part in zip(self.functions, state, strict=True))
        return after[0], after


def after_and_gradients(loop, cell, before_BW, lengths):
    """Return the final state, and the gradients of the initial state, of the input and of the weights, by name."""
    generator = torch.Generator().manual_seed(1)
    x_BTW = torch.randn(len(lengths), max(lengths), cell.output_size, generator=generator, dtype=torch.float64)
    x_BTW = (0.5 * x_BTW).to(before_BW.dtype).requires_grad_()
    packing = Packing(torch.tensor(lengths), max(lengths), before_BW.device)
    state = tuple(before_BW.clone().requires_grad_() for _ in cell.functions)
    _, after = run_packed(loop, cell, x_BTW, state, packing)
    cotangents = [torch.rand(before_BW.shape, generator=generator, dtype=before_BW.dtype) + 0.5 for _ in after]
    weights = dict(cell.named_parameters())
    leaves = [*state, x_BTW, *weights.values()]
    gradients = torch.autograd.grad(after, leaves, cotangents, allow_unused=True, materialize_grads=True)
    names = [f"gradient {k}" for k in range(len(after))] + [f"gradient of {name}" for name in ("input", *weights)]
    values = [part.detach() for part in after]
    return dict(zip([*map(str, range(len(after))), *names], [*values, *gradients], strict=True))


@pytest.fixture(params=["hoisted", "engine"])
def differing(request):
    """Name the results of functions in which a backend differs from the fold of the step."""

    def check(functions, before_BW, *, tolerance=1e-12, lengths=None):
        if request.param == "engine":
            request.getfixturevalue("compiler")
        make = {"hoisted": hoist_cell, "engine": compile_cell}[request.param]
        torch.manual_seed(0)
        cell = Functions(list(functions.values()), before_BW.shape[1]).to(before_BW.dtype)
        lengths = lengths or [1] * len(before_BW)
        loop = make(cell, before_BW, cell.initial_state(2), masked=False)
        found, expected = (after_and_gradients(way, cell, before_BW, lengths) for way in (loop, Fold()))
        wrong = [name for name in found if not nearly(found[name], expected[name], tolerance)]
        names = list(functions)
        return [" ".join(names[int(word)] if word.isdigit() else word for word in name.split()) for name in wrong]

    return check


def nearly(found, expected, tolerance):
    """Tell whether values differ by a share of the largest finite one at most, NaN and infinities alike."""
    scale = expected[expected.isfinite()].abs().amax() if expected.isfinite().any() else 0.0
    return torch.allclose(found, expected, rtol=tolerance, atol=tolerance * min(float(scale), 1.0), equal_nan=True)
