"""Turns around what a step computes with its rows as columns, as in ``(W @ x.T + U @ h.T).T``.

Shapes: R rows of a step, I input, H hidden.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx

from unrolled.runtime.unroll.trace.nodes import ROWS, arguments_of, insert_call, shape_of, swapped_by

aten = torch.ops.aten


def put_rows_first(graph: fx.Graph) -> None:
    """Rewrite a graph in place: a product ``W x_IR`` becomes ``x_RI W^T``, and what is made of it follows.

    Args:
        graph: of a step.
    """
    turned: dict[fx.Node, fx.Node] = {}
    for node in list(graph.nodes):
        source = swapped_by(node)
        with graph.inserting_before(node):
            if source in turned:
                node.replace_all_uses_with(turned[source])
            elif source is not None and shape_of(source)[0] == ROWS:
                turned[node] = source
            elif _has_rows_as_columns(node) and (other := _turned(graph, node, turned)):
                turned[node] = other
    graph.eliminate_dead_code()


def _has_rows_as_columns(node: fx.Node) -> bool:
    return isinstance(node.meta.get("val"), Tensor) and shape_of(node)[1:] == (ROWS,)


def _turned(graph: fx.Graph, node: fx.Node, turned: dict[fx.Node, fx.Node]) -> fx.Node | None:
    """Return what a node is once its rows come first, None where that is not known."""
    arguments = arguments_of(node)
    if node.target is aten.mm.default and arguments[1] in turned:
        weight = insert_call(graph, aten.t.default, arguments[0])
        return insert_call(graph, aten.mm.default, turned[arguments[1]], weight)
    if torch.Tag.pointwise not in getattr(node.target, "tags", ()) or node.kwargs:
        return None
    others = [_operand(graph, argument, turned) for argument in arguments]
    if any(other is None for other in others):
        return None
    return insert_call(graph, node.target, *others)


def _operand(graph: fx.Graph, argument: Any, turned: dict[fx.Node, fx.Node]) -> Any:
    """Return an argument of an operation on single elements, None where it cannot be turned around."""
    if not isinstance(argument, fx.Node) or not shape_of(argument):
        return argument
    if argument in turned or ROWS in shape_of(argument):
        return turned.get(argument)
    return insert_call(graph, aten.t.default, argument) if shape_of(argument)[1:] == (1,) else None
