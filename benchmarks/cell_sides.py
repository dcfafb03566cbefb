"""What the benchmarks of cells run: one forward and backward pass of an encoder of ours, or of torch's module.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled.contracts import Cell
from unrolled.host import Host
from unrolled.runtime.unroll import UnrolledEncoder, build_encoder
from unrolled.runtime.unroll.loop import run_loop
from unrolled.sections import UnrollConfig

Side = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a comparison.

    Args:
        batch: B.
        steps: T.
        input_size: I.
        hidden_size: H.
    """

    batch: int
    steps: int
    input_size: int
    hidden_size: int

    def __str__(self) -> str:
        """Return the sizes in the table's order."""
        return f"({self.batch},{self.steps},{self.input_size},{self.hidden_size})"

    def inputs(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return x_BTI, full lengths_B, and the gradient of y_BTH."""
        torch.manual_seed(0)
        x_BTI = torch.randn(self.batch, self.steps, self.input_size, requires_grad=True)
        return x_BTI, torch.full((self.batch,), self.steps), torch.randn(self.batch, self.steps, self.hidden_size)


SHAPES = (Shape(32, 64, 128, 128), Shape(64, 128, 256, 256), Shape(16, 512, 64, 64))


@cache
def _host() -> Host:
    return Host.discover()


def make_cell(name: str, input_size: int, fields: Mapping[str, Any]) -> Cell:
    """Build a cell of the installed plugins.

    Args:
        name: of the component.
        input_size: I.
        fields: of its config.
    """
    component = _host().find("cell", name).component
    return cast("Cell", component.build(component.config.parse(dict(fields)), input_size=input_size))


def encoder(name: str, shape: Shape, fields: Mapping[str, Any] = MappingProxyType({})) -> UnrolledEncoder:
    """Return a compiled encoder of one layer.

    Args:
        name: of the cell.
        shape: sizes.
        fields: of the cell, beside its width.
    """
    values = {**fields, "hidden_size": shape.hidden_size}
    return build_encoder(lambda size: make_cell(name, size, values), shape.input_size, UnrollConfig(backend="engine"))


def ours(module: UnrolledEncoder, x_BTI: Tensor, lengths_B: Tensor, d_BTH: Tensor) -> Side:
    """Return a pass of an encoder.

    Args:
        module: the encoder.
        x_BTI: inputs.
        lengths_B: lengths.
        d_BTH: gradient of the outputs.
    """

    def run() -> None:
        module(x_BTI, lengths_B).y_BTH.backward(d_BTH)
        _forget(module, x_BTI)

    return run


def naive(module: UnrolledEncoder, x_BTI: Tensor, lengths_B: Tensor, d_BTH: Tensor) -> Side:
    """Return a pass of the loop that an author would write: one step after another.

    Args:
        module: an encoder, whose cell is used.
        x_BTI: inputs.
        lengths_B: lengths.
        d_BTH: gradient of the outputs.
    """
    cell = cast("Any", module.layers)[0][0]

    def run() -> None:
        run_loop(cell, x_BTI, cell.initial_state(len(x_BTI)), lengths_B)[0].backward(d_BTH)
        _forget(module, x_BTI)

    return run


def torchs(module: nn.RNNBase, x_BTI: Tensor, lengths_B: Tensor, d_BTH: Tensor) -> Side:
    """Return a pass of torch's module, packed where lengths differ.

    Args:
        module: with ``batch_first=True``.
        x_BTI: inputs.
        lengths_B: lengths.
        d_BTH: gradient of the outputs.
    """
    is_full = bool((lengths_B == x_BTI.shape[1]).all())

    def run() -> None:
        if is_full:
            y_BTH = module(x_BTI)[0]
        else:
            packed = pack_padded_sequence(x_BTI, lengths_B, batch_first=True, enforce_sorted=False)
            y_BTH = pad_packed_sequence(module(packed)[0], batch_first=True, total_length=x_BTI.shape[1])[0]
        y_BTH.backward(d_BTH)
        _forget(module, x_BTI)

    return run


def _forget(module: nn.Module, x_BTI: Tensor) -> None:
    x_BTI.grad = None
    module.zero_grad(set_to_none=True)
