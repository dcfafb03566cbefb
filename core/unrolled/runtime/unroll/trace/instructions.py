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

from unrolled.runtime.unroll.trace.nodes import ROWS, arguments_of, outputs_of, placeholders_of, value_of

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
            options = {key: _decoded(value, values, rows) for key, value in keywords.items()}
            if "device" in options:
                options["device"] = device
            values.append(operation(*_decoded(arguments, values, rows), **options))
        return _decoded(self.outputs, values, rows)


def instructions_of(graph: fx.Graph, replaced: Sequence[fx.Node] = ()) -> Instructions:
    """Write a graph down.

    Args:
        graph: of placeholders, operations of ATen, constants and one output.
        replaced: nodes whose operation will be given anew at every run.

    Raises:
        NotImplementedError: the graph holds a tensor that the step took from nowhere.
    """
    number = {node: k for k, node in enumerate(placeholders_of(graph))}
    inputs = len(number)
    calls: list[tuple[str, list[Any], dict[str, Any]]] = []
    for node in graph.nodes:
        if node.op not in {"placeholder", "output"}:
            calls.append(_call_of(node, number, replaced))
            number[node] = inputs + len(calls) - 1
    return Instructions(inputs, calls, _encoded(outputs_of(graph), number))


def _call_of(node: fx.Node, number: dict[fx.Node, int], replaced: Sequence[fx.Node]) -> tuple[str, list[Any], Any]:
    if node.op == "get_attr":
        return "constant", [constant_of(node), _encoded(value_of(node).dtype, number)], {}
    name = f"replaced:{replaced.index(node)}" if node in replaced else _name_of(node.target)
    return (
        name,
        _encoded(arguments_of(node), number),
        {key: _encoded(value, number) for key, value in node.kwargs.items()},
    )


def constant_of(node: fx.Node) -> bool | int | float:
    """Return the number that a step's tensor without dimensions holds.

    Args:
        node: of a tensor that is neither argument nor result.

    Raises:
        NotImplementedError: the tensor has dimensions.
    """
    constant = node.meta["constant"]
    if constant.dim():
        what = f"a tensor of shape {tuple(constant.shape)} that is neither parameter nor buffer (register_buffer)"
        raise NotImplementedError(what)
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


def _encoded(value: Any, number: dict[fx.Node, int]) -> Any:
    """Return a value in JSON types; what JSON has no type for becomes an object with one key."""
    match value:
        case fx.Node():
            encoded = {"value": number[value]}
        case list() | tuple():
            encoded = [_encoded(item, number) for item in value]
        case int() if value and value % ROWS == 0:
            encoded = {"rows": value // ROWS}
        case float() if not abs(value) < float("inf"):
            encoded = {"float": str(value)}
        case torch.dtype() | torch.layout() | torch.memory_format():
            encoded = {"torch": str(value).removeprefix("torch.")}
        case torch.device():
            encoded = {"device": str(value)}
        case _:
            encoded = value
    return encoded


def _decoded(value: Any, values: Sequence[Any], rows: int) -> Any:
    match value:
        case list():
            decoded = [_decoded(item, values, rows) for item in value]
        case {"value": number}:
            decoded = values[number]
        case {"rows": times}:
            decoded = times * rows
        case {"float": text}:
            decoded = float(text)
        case {"torch": name}:
            decoded = getattr(torch, name)
        case {"device": name}:
            decoded = torch.device(name)
        case _:
            decoded = value
    return decoded
