"""Reading and adding nodes of a traced graph."""

from __future__ import annotations

from typing import Any

import torch
from torch import fx

aten = torch.ops.aten
ROWS = 1_000_003
"""Rows of a traced step: a prime that is the width of nothing, so that it can be told apart in a graph."""
MATRIX = 2
"""Dimensions of a matrix."""


def value_of(node: fx.Node) -> Any:
    """Return the fake tensor, or tuple of them, that a node stands for.

    Args:
        node: of a traced graph.
    """
    return node.meta["val"]


def shape_of(node: fx.Node) -> tuple[int, ...]:
    """Return the shape of the tensor that a node stands for.

    Args:
        node: of a traced graph; one tensor, and no tuple of several.
    """
    return tuple(value_of(node).shape)


def arguments_of(node: fx.Node) -> list[Any]:
    """Return the positional arguments of a node: nodes, numbers, or lists of both.

    Args:
        node: of a traced graph.
    """
    return list(node.args)


def placeholders_of(graph: fx.Graph) -> list[fx.Node]:
    """Return what goes into a graph, in order.

    Args:
        graph: of any operations.
    """
    return [node for node in graph.nodes if node.op == "placeholder"]


def outputs_of(graph: fx.Graph) -> list[Any]:
    """Return what comes out of a graph, in order.

    Args:
        graph: with one output, a list or a tuple.
    """
    (output,) = (node for node in graph.nodes if node.op == "output")
    return list(output.args[0])


def swapped_by(node: fx.Node) -> fx.Node | None:
    """Return the matrix whose two dimensions a node swaps, None where it does something else.

    Args:
        node: of a traced graph.
    """
    orders: dict[Any, list[tuple[int, ...]]] = {
        aten.t.default: [()],
        aten.transpose.int: [(0, 1), (1, 0)],
        aten.permute.default: [(1, 0)],
    }
    if node.target not in orders:
        return None
    source, *axes = arguments_of(node)
    order = tuple(axis % len(shape_of(source)) for axis in (axes[0] if node.target is aten.permute.default else axes))
    return source if len(shape_of(source)) == MATRIX and order in orders[node.target] else None


def insert_call(graph: fx.Graph, target: Any, *arguments: Any) -> fx.Node:
    """Insert an operation, with the fake tensor that it gives, where the graph inserts now.

    Args:
        graph: that holds the arguments.
        target: an operation of ATen.
        *arguments: nodes and plain values.
    """
    node = graph.call_function(target, arguments)
    fakes = [value_of(argument) if isinstance(argument, fx.Node) else argument for argument in arguments]
    with next(fake.fake_mode for fake in fakes if hasattr(fake, "fake_mode")):
        node.meta["val"] = target(*fakes)
    return node
