"""Cuts a step in two: what no state reaches, computed for all steps at once, and the recurrence that is left.

Shapes: N rows of all steps together, R rows of one step.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

import torch
from torch import fx

from unrolled.runtime.unroll.trace.nodes import ROWS, outputs_of, placeholders_of, shape_of, swapped_by, value_of
from unrolled.runtime.unroll.trace.parts import PRODUCTS, Parts, parts_of
from unrolled.runtime.unroll.trace.rewrite import free_from_state
from unrolled.runtime.unroll.trace.rows_first import put_rows_first
from unrolled.runtime.unroll.trace.step import TracedStep

aten = torch.ops.aten


@dataclass(frozen=True, slots=True)
class HoistedStep:
    """A step in two graphs.

    Args:
        prologue: from weights and x_NI to what the recurrence needs of them: first ``rows``, then ``shared``.
        recurrence: from ``rows`` of one step, ``shared``, mask and state to y and the new state.
        rows: how many of the hoisted values have a row a sequence and step.
        owned: which of those belong to the recurrence alone, so that it may write over them.
        masked: whether the recurrence has a mask.
    """

    prologue: fx.Graph
    recurrence: fx.Graph
    rows: int
    owned: tuple[bool, ...]
    masked: bool


def hoist(step: TracedStep, *, products_only: bool = False) -> HoistedStep:
    """Cut a traced step.

    Args:
        step: whose graph is rewritten on the way.
        products_only: let rows meet weights before the recurrence in products only.
    """
    placeholders = placeholders_of(step.graph)
    inputs, state = placeholders[: len(step.weights) + 1], placeholders[len(step.weights) + 1 :]
    put_rows_first(step.graph)
    free_from_state(step.graph, state)
    parts = parts_of(step.graph, inputs, state, products_only=products_only)
    cut = parts.cut(step.graph)
    rows = [node for node in cut if ROWS in shape_of(node)]
    shared = [node for node in cut if ROWS not in shape_of(node)]
    return HoistedStep(
        _prologue(step.graph, inputs, [*rows, *shared], parts.bound),
        _recurrence(step.graph, [*rows, *shared, *state], parts),
        len(rows),
        tuple(parts.owns(node) for node in rows),
        step.masked,
    )


def _prologue(
    graph: fx.Graph, inputs: Container[fx.Node], results: Iterable[fx.Node], bound: Container[fx.Node]
) -> fx.Graph:
    copy, known = fx.Graph(), dict[fx.Node, fx.Node]()
    for node in graph.nodes:
        if node in inputs or (node not in bound and node.op != "output"):
            known[node] = copy.node_copy(node, known.__getitem__)
    copy.output(tuple(_laid_out(copy, node, known[node]) for node in results))
    copy.eliminate_dead_code()
    return copy


def _laid_out(graph: fx.Graph, node: fx.Node, copied: fx.Node) -> fx.Node:
    """Return a result of the prologue; a turned matrix that is read otherwise than by products is copied for that."""
    read = any(user.target not in PRODUCTS and swapped_by(user) is None for user in node.users)
    if value_of(node).is_contiguous() or not read:
        return copied
    return graph.call_function(aten.contiguous.default, (copied,))


def _recurrence(graph: fx.Graph, inputs: Iterable[fx.Node], parts: Parts) -> fx.Graph:
    copy, known = fx.Graph(), dict[fx.Node, fx.Node]()
    for node in inputs:
        known[node] = copy.placeholder(f"in_{node.name}")
        known[node].meta = dict(node.meta)
    for node in graph.nodes:
        if node in known or node.op == "output":
            continue
        if node in parts.bound or (node in parts.again and all(one in known for one in node.all_input_nodes)):
            known[node] = copy.node_copy(node, known.__getitem__)
    copy.output([known[node] for node in outputs_of(graph)])
    copy.eliminate_dead_code()
    return copy
