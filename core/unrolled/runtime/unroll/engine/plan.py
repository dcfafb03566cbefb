"""All that is known of a compiled cell before it runs: made by a trace, kept as JSON.

Shapes: N rows of all steps, B sequences.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, fx

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.cpp import Gradient, buffers_of, gradients_of, source_of
from unrolled.runtime.unroll.lowering import Buffer, lower
from unrolled.runtime.unroll.trace import (
    PRODUCTS,
    ROWS,
    HoistedStep,
    Instructions,
    arguments_of,
    differentiate,
    hoist,
    instructions_of,
    placeholders_of,
    refused_at,
    shape_of,
    trace_step,
    value_of,
)

REALS = {torch.float32: "float", torch.float64: "double"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled cell without its library.

    Args:
        dtype: name of the floating-point type of all values.
        input_size: columns of the input.
        weights: names of parameters and buffers, in the prologue's order.
        prologue: from weights and x_NI to rows and shared values.
        products: columns of left side and result of the prologue's products.
        rows: how many values with rows the prologue gives.
        owned: which of them the loop writes over.
        masked: whether a mask lies on the first state tensor.
        state: columns of each part of the state.
        buffers: arguments of the library's functions: name, kind of rows and columns.
        y: name of the buffer that the output stands in.
        gradients: how those of shared values are gathered, in the library's order.
    """

    dtype: str
    input_size: int
    weights: tuple[str, ...]
    prologue: Instructions
    products: tuple[tuple[int, int], ...]
    rows: int
    owned: tuple[bool, ...]
    masked: bool
    state: tuple[int, ...]
    buffers: tuple[Buffer, ...]
    y: str
    gradients: tuple[Gradient, ...]

    def plain(self) -> dict[str, Any]:
        """Return the plan in JSON types."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Plan:
        """Return the plan that ``plain`` gave.

        Args:
            plain: in JSON types.
        """
        return cls(
            plain["dtype"],
            plain["input_size"],
            tuple(plain["weights"]),
            Instructions(**plain["prologue"]),
            tuple(tuple(product) for product in plain["products"]),
            plain["rows"],
            tuple(plain["owned"]),
            plain["masked"],
            tuple(plain["state"]),
            tuple(Buffer(**buffer) for buffer in plain["buffers"]),
            plain["y"],
            tuple(Gradient(**gradient) for gradient in plain["gradients"]),
        )


def plan_cell(cell: Cell, x_NI: Tensor, state: State, *, masked: bool) -> tuple[Plan, str]:
    """Trace a cell and write its time loops.

    Args:
        cell: with a ``step``.
        x_NI: of which width and dtype count.
        state: of which widths count.
        masked: whether a mask lies on the first state tensor.

    Returns:
        The plan, and the C++ source of its library.

    Raises:
        NotImplementedError: the engine cannot do what the step does; the message names it.
        PluginError: the step decides by the values of tensors.
    """
    _need_one_dtype(x_NI, state)
    traced = trace_step(cell, x_NI, state, masked=masked)
    hoisted = hoist(traced, products_only=True)
    _need_real_values(hoisted)
    step = lower(differentiate(hoisted), hoisted.owned)
    products = [node for node in hoisted.prologue.nodes if _is_product(node)]
    sizes = tuple((shape_of(arguments_of(node)[-2])[1], shape_of(node)[1]) for node in products)
    buffers = buffers_of(step)
    plan = Plan(
        str(x_NI.dtype),
        x_NI.shape[1],
        traced.weights,
        instructions_of(hoisted.prologue, products),
        sizes,
        hoisted.rows,
        hoisted.owned,
        masked,
        tuple(part.shape[1:].numel() for part in state),
        buffers,
        step.y.buffer.name,
        gradients_of(step),
    )
    return plan, source_of(step, buffers, sizes, REALS[x_NI.dtype])


def _need_one_dtype(x_NI: Tensor, state: State) -> None:
    for name, part in [("input", x_NI), *((f"state[{k}]", part) for k, part in enumerate(state))]:
        if part.dtype not in REALS or part.dtype != x_NI.dtype:
            raise NotImplementedError(f"{name} of {part.dtype} beside an input of {x_NI.dtype}")
    if not state:
        raise NotImplementedError("a cell without a state")


def _need_real_values(hoisted: HoistedStep) -> None:
    """Refuse what has no gradient among the values that the recurrence reads, such as a buffer of indices."""
    for node in placeholders_of(hoisted.recurrence):
        if not value_of(node).is_floating_point():
            with refused_at(node):
                raise NotImplementedError(f"a value of {value_of(node).dtype} that is neither input nor state")


def _is_product(node: fx.Node) -> bool:
    """Tell whether a node multiplies rows with a shared matrix, as the library can."""
    if node.op != "call_function" or node.target not in PRODUCTS or node.kwargs:
        return False
    *bias, left, right = (shape_of(operand) for operand in arguments_of(node))
    return left[0] == ROWS and ROWS not in right and all(one == right[1:] for one in bias)
