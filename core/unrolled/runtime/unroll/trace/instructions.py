"""A graph as a list of operations that can be written down as JSON and run without a trace.

Shapes: N rows.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, fx

from unrolled.runtime.unroll.trace.encoding import decode, encode
from unrolled.runtime.unroll.trace.nodes import arguments_of, outputs_of, placeholders_of, value_of
from unrolled.runtime.unroll.trace.refusal import RefusalError, line_of

Operation = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Instructions:
    """Operations in order; each reads inputs and results before it by number.

    Args:
        inputs: how many values go in.
        calls: name of an operation, its arguments and its keyword arguments, encoded.
        outputs: encoded, of any nesting.
    """

    inputs: int
    calls: list[tuple[str, list[Any], dict[str, Any]]]
    outputs: Any

    def run(self, inputs: Sequence[Tensor], rows: int, replaced: Sequence[Operation] = ()) -> Any:
        """Run the operations.

        Args:
            inputs: as many as were traced.
            rows: how many rows they have.
            replaced: operations that stand for those named ``replaced:0``, ``replaced:1`` and so on.
        """
        values: list[Any] = list(inputs)
        device = next((value.device for value in values), torch.device("cpu"))
        for name, arguments, keywords in self.calls:
            operation = replaced[int(name[9:])] if name.startswith("replaced:") else _operation(name)
            options = {key: decode(value, values, rows) for key, value in keywords.items()}
            if "device" in options:
                options["device"] = device
            values.append(operation(*decode(arguments, values, rows), **options))
        return decode(self.outputs, values, rows)


def instructions_of(graph: fx.Graph, replaced: Sequence[fx.Node] = ()) -> Instructions:
    """Write a graph down.

    Args:
        graph: of placeholders, operations of ATen, constants and one output.
        replaced: nodes whose operation will be given anew at every run.

    Raises:
        RefusalError: the graph holds a tensor that the step took from nowhere.
    """
    number = {node: k for k, node in enumerate(placeholders_of(graph))}
    inputs = len(number)
    calls: list[tuple[str, list[Any], dict[str, Any]]] = []
    for node in graph.nodes:
        if node.op not in {"placeholder", "output"}:
            calls.append(_call_of(node, number, replaced))
            number[node] = inputs + len(calls) - 1
    return Instructions(inputs, calls, encode(outputs_of(graph), number))


def _call_of(node: fx.Node, number: dict[fx.Node, int], replaced: Sequence[fx.Node]) -> tuple[str, list[Any], Any]:
    if node.op == "get_attr":
        return "constant", [constant_of(node), encode(value_of(node).dtype, number)], {}
    name = f"replaced:{replaced.index(node)}" if node in replaced else _name_of(node.target)
    return (
        name,
        encode(arguments_of(node), number),
        {key: encode(value, number) for key, value in node.kwargs.items()},
    )


def constant_of(node: fx.Node) -> bool | int | float:
    """Return the number that a step's tensor without dimensions holds.

    Args:
        node: of a tensor that is neither argument nor result.

    Raises:
        RefusalError: the tensor has dimensions.
    """
    constant = node.meta["constant"]
    if constant.dim():
        what = f"a tensor of shape {tuple(constant.shape)} that is neither parameter nor buffer (register_buffer)"
        raise RefusalError(what, line_of(node))
    return constant.item()


def _name_of(target: Any) -> str:
    return "getitem" if target is operator.getitem else str(target)


@cache
def _operation(name: str) -> Operation:
    if name == "getitem":
        return operator.getitem
    if name == "constant":
        return _constant
    namespace, operation, overload = name.split(".")
    return getattr(getattr(getattr(torch.ops, namespace), operation), overload)


def _constant(number: float, dtype: torch.dtype) -> Tensor:
    return torch.tensor(number, dtype=dtype)
