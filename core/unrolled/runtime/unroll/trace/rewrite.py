"""Rewrites of a step's graph that free more of it from the state; the mathematics stays, the rounding may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

import torch
from torch import fx

from unrolled.runtime.unroll.trace.nodes import ROWS, arguments_of, insert_call, shape_of

aten = torch.ops.aten


def reached_from(graph: fx.Graph, sources: Iterable[fx.Node]) -> set[fx.Node]:
    """Return the nodes that depend on any of some nodes, those included.

    Args:
        graph: in topological order.
        sources: where it starts.
    """
    reached = set(sources)
    for node in graph.nodes:
        if any(argument in reached for argument in node.all_input_nodes):
            reached.add(node)
    return reached


def free_from_state(graph: fx.Graph, state: Iterable[fx.Node]) -> None:
    """Rewrite a graph in place so that as much as possible of it does not depend on the state.

    A product of ``cat([x, h])`` becomes a product of x and one of h; in a sum, what is free of the state is added
    up first, so that ``(h U + b) + (x W + c)`` leaves one addition to the step.

    Args:
        graph: of a step.
        state: its placeholders.
    """
    state = list(state)
    for rewrite in (_split_stacked_product, _gather_addends):
        bound = reached_from(graph, state)
        for node in list(graph.nodes):
            if node in bound:
                with graph.inserting_before(node):
                    rewrite(graph, node, bound)
        graph.eliminate_dead_code()


def _split_stacked_product(graph: fx.Graph, node: fx.Node, bound: set[fx.Node]) -> None:
    """Replace ``cat([x, h]) W`` by the sum of two products where x is free of the state."""
    if node.target not in {aten.mm.default, aten.addmm.default} or node.kwargs:
        return
    *bias, stacked, weight = arguments_of(node)
    parts: list[fx.Node] = arguments_of(stacked)[0] if _joins_columns(stacked) else []
    if all(part in bound for part in parts):
        return
    terms: list[fx.Node] = bias
    first = 0
    for part in parts:
        end = first + shape_of(part)[1]
        rows = insert_call(graph, aten.slice.Tensor, weight, 0, first, end)
        terms.append(insert_call(graph, aten.mm.default, part, rows))
        first = end
        if part in bound:
            bound.add(terms[-1])
    _replace(node, _sum(graph, terms), bound)


def _joins_columns(node: fx.Node) -> bool:
    """Tell whether a node joins values of the same rows."""
    return node.target is aten.cat.default and shape_of(node)[0] == ROWS and arguments_of(node)[1:] in ([1], [-1])


def _gather_addends(graph: fx.Graph, node: fx.Node, bound: set[fx.Node]) -> None:
    """Add up what is free of the state before what is not, and products before all else."""
    if node.target not in {aten.add.Tensor, aten.addmm.default} or node.kwargs:
        return
    if len(node.users) == 1 and next(iter(node.users)).target is aten.add.Tensor:
        return
    terms = list(_addends(graph, node, bound, root=True))
    if all(term in bound for term in terms):
        return
    order: list[Callable[[fx.Node], bool]] = [
        lambda term: ROWS not in shape_of(term),
        lambda term: term not in bound and term.target is aten.mm.default,
        lambda term: term not in bound,
        lambda term: term.target is aten.mm.default,
    ]
    terms.sort(key=lambda term: next((rank for rank, holds in enumerate(order) if holds(term)), len(order)))
    _replace(node, _sum(graph, terms), bound)


def _addends(graph: fx.Graph, node: fx.Node, bound: set[fx.Node], *, root: bool = False) -> Iterable[fx.Node]:
    """Yield the terms of a tree of additions that nothing else looks into."""
    inner = not node.kwargs and (root or len(node.users) == 1)
    arguments = arguments_of(node)
    if inner and node.target is aten.add.Tensor and all(isinstance(argument, fx.Node) for argument in arguments):
        for argument in arguments:
            yield from _addends(graph, argument, bound)
    elif inner and node.target is aten.addmm.default:
        product = insert_call(graph, aten.mm.default, *arguments[1:])
        if arguments[1] in bound:
            bound.add(product)
        yield from (arguments[0], product)
    else:
        yield node


def _sum(graph: fx.Graph, terms: list[fx.Node]) -> fx.Node:
    return reduce(lambda total, term: _add(graph, total, term), terms)


def _add(graph: fx.Graph, total: fx.Node, term: fx.Node) -> fx.Node:
    """Return the sum of two nodes; of a row and a product, as the one operation that torch has for it."""
    if term.target is aten.mm.default and len(shape_of(total)) == 1:
        return insert_call(graph, aten.addmm.default, total, *term.args)
    return insert_call(graph, aten.add.Tensor, total, term)


def _replace(node: fx.Node, other: fx.Node, bound: set[fx.Node]) -> None:
    bound.add(other)
    node.replace_all_uses_with(other)
