"""A cell's step as a graph of tensor operations, for any number of rows.

Shapes: R rows of a step, I input.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import cast

import torch
from torch import Tensor, fx, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx
from torch.fx.traceback import preserve_node_meta

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.trace.decompositions import STEP
from unrolled.runtime.unroll.trace.einsum import PlainEinsum
from unrolled.runtime.unroll.trace.lines import Lines
from unrolled.runtime.unroll.trace.nodes import ROWS
from unrolled.runtime.unroll.trace.refusal import RefusalError, line_of
from unrolled.runtime.unroll.trace.untouched import untouched


@dataclass(frozen=True, slots=True)
class TracedStep:
    """The graph of a step; placeholders are weights, x, mask where there is one, and state; outputs y and state.

    Args:
        graph: nodes carry fake tensors of ``ROWS`` rows as ``meta["val"]``.
        weights: names of parameters and buffers.
        masked: whether a mask of the first state tensor stands behind x.
    """

    graph: fx.Graph
    weights: tuple[str, ...]
    masked: bool


class _Step(nn.Module):
    """A cell whose call is its step."""

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.cell = cast("nn.Module", cell)

    def forward(self, x_RI: Tensor, state: State) -> tuple[Tensor, State]:
        return cast("Cell", self.cell).step(x_RI, state)


def _named_weights(cell: Cell) -> dict[str, Tensor]:
    """Return parameters and buffers by name.

    Args:
        cell: a module.
    """
    module = cast("nn.Module", cell)
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}


def baked_in(cell: Cell) -> tuple[Hashable, ...]:
    """Return what a trace takes over as it is: numbers and words that modules hold, their modes, their weights' types.

    Args:
        cell: a module.
    """
    module = cast("nn.Module", cell)
    plain: list[Hashable] = []
    for name, part in module.named_modules():
        for key, value in vars(part).items():
            if isinstance(value, (bool, int, float, str)):
                plain.append((name, key, value))
            elif isinstance(value, Tensor) and not value.dim():
                plain.append((name, key, value.item()))
    weights = (*module.named_parameters(), *module.named_buffers())
    return *plain, *((name, weight.dtype) for name, weight in weights)


def weights_of(cell: Cell, names: Sequence[str]) -> list[Tensor]:
    """Return parameters and buffers in an order.

    Args:
        cell: a module.
        names: with dots where they belong to modules of the cell.
    """
    return [attrgetter(name)(cell) for name in names]


def trace_step(cell: Cell, x_NI: Tensor, state: State, *, masked: bool = False) -> TracedStep:
    """Trace one step without computing it.

    Operations stay whole, so that each keeps the gradient that torch has for it: taken apart, that of ``softplus``
    would overflow where the function does not.

    Args:
        cell: with a ``step``.
        x_NI: input of any number of rows; only width, dtype and device count.
        state: of any number of rows.
        masked: multiply the first state tensor by a mask before the step.

    Raises:
        PluginError: the step needs the values of tensors; the message names the line.
        RefusalError: the step draws random numbers.
    """
    weights = _named_weights(cell)
    step = _Step(cell)

    def pure(values: list[Tensor], x_RI: Tensor, mask: list[Tensor], state: list[Tensor]) -> list[Tensor]:
        seen = (mask[0] * state[0], *state[1:]) if mask else tuple(state)
        named = {f"cell.{name}": value for name, value in zip(weights, values, strict=True)}
        with Lines(type(cell).__name__), PlainEinsum():
            y_RH, after = torch.func.functional_call(step, named, (x_RI, seen))
        return [y_RH, *after]

    with FakeTensorMode(allow_non_fake_inputs=True) as mode, preserve_node_meta(), untouched(cell):
        values = [mode.from_tensor(value.detach(), static_shapes=True) for value in weights.values()]
        before = [_rows_like(part) for part in state]
        arguments = values, _rows_like(x_NI), [_rows_like(state[0])] if masked else [], before
        traced = make_fx(torch.func.functionalize(pure), decomposition_table=STEP)(*arguments)
    traced.graph.eliminate_dead_code()
    _refuse_random_numbers(traced.graph)
    return TracedStep(with_constants(traced), tuple(weights), masked)


def _rows_like(part: Tensor) -> Tensor:
    return torch.empty(ROWS, *part.shape[1:], dtype=part.dtype, device=part.device)


def with_constants(traced: fx.GraphModule) -> fx.Graph:
    """Return a graph that keeps the tensors that were made out of nothing with the nodes that stand for them.

    Args:
        traced: which holds those tensors.
    """
    for node in traced.graph.nodes:
        if node.op == "get_attr":
            node.meta["constant"] = node.meta["val"] = getattr(traced, node.target)
    return traced.graph


def _refuse_random_numbers(graph: fx.Graph) -> None:
    for node in graph.nodes:
        if torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ()):
            what = "random numbers, which are the host's affair: unroll.dropout and unroll.recurrent_dropout"
            raise RefusalError(what, line_of(node), "unrolled show section unroll")
