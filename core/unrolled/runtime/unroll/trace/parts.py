"""Who computes what of a step: the prologue for all steps at once, or the recurrence.

Shapes: R rows of a step.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, fx

from unrolled.runtime.unroll.trace.nodes import ROWS, arguments_of, placeholders_of
from unrolled.runtime.unroll.trace.rewrite import reached_from

aten = torch.ops.aten
PRODUCTS = frozenset((aten.mm.default, aten.addmm.default))
"""The operations that a hoisted product can be."""
_VIEWS = {
    aten.slice.Tensor,
    aten.select.int,
    aten.split.Tensor,
    aten.split_with_sizes.default,
    aten.unbind.int,
    aten.unsqueeze.default,
    aten.squeeze.dim,
    aten.view.default,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The nodes of a step by who computes them.

    Args:
        bound: what the recurrence alone can compute.
        again: what is free of the state, but had better be computed by the recurrence where it reads it.
    """

    bound: set[fx.Node]
    again: set[fx.Node]

    def cut(self, graph: fx.Graph) -> list[fx.Node]:
        """Return the hoisted values that the recurrence reads, each behind what the recurrence computes again.

        Args:
            graph: of the step.
        """
        found: dict[fx.Node, None] = {}
        ahead = [node for node in reversed(graph.nodes) if node in self.bound or node.op == "output"]
        while ahead:
            for argument in ahead.pop().all_input_nodes:
                if argument in self.again:
                    ahead.append(argument)
                elif argument not in self.bound:
                    found[argument] = None
        return list(found)

    def owns(self, node: fx.Node) -> bool:
        """Tell whether a hoisted value is a product that the recurrence alone reads, itself or through views.

        Args:
            node: of the cut.
        """
        if node.op != "call_function" or node.target not in PRODUCTS:
            return False
        seen, ahead = set[fx.Node](), [node]
        while ahead:
            for user in ahead.pop().users:
                if user in self.bound or user.op == "output" or user in seen:
                    continue
                if user not in self.again:
                    return False
                seen.add(user)
                ahead.append(user)
        return True


def parts_of(graph: fx.Graph, inputs: Iterable[fx.Node], state: Iterable[fx.Node], *, products_only: bool) -> Parts:
    """Share the nodes of a step out.

    Args:
        graph: of the step.
        inputs: placeholders that do not depend on the state.
        state: placeholders.
        products_only: hoist products of rows and what they are made of. All else is faster where the recurrence
            reads it, in registers; and a gradient of a shared value that is no product is a sum over rows, which
            torch makes in an order that depends on the number of threads.
    """
    varying = reached_from(graph, placeholders_of(graph))
    mixed = [node for node in graph.nodes if products_only and _mixes_shared(node, varying)]
    bound = reached_from(graph, [*state, *mixed, *_unhoistable(graph, inputs)])
    again = {node for node in graph.nodes if node not in varying or _is_row_view(node) or _is_truth(node)}
    if products_only:
        again |= {node for node in graph.nodes if _has_rows(node)} - _made_into_products(graph)
    return Parts(bound, again.difference(bound, placeholders_of(graph)))


def _made_into_products(graph: fx.Graph) -> set[fx.Node]:
    """Return the products and all that they are made of."""
    found: set[fx.Node] = set()
    for node in reversed(graph.nodes):
        if node.target in PRODUCTS or node in found:
            found |= {node, *node.all_input_nodes}
    return found


def _has_rows(node: fx.Node) -> bool:
    value = node.meta.get("val")
    values = value if isinstance(value, (tuple, list)) else [value]
    return any(isinstance(one, Tensor) and ROWS in one.shape for one in values)


def _unhoistable(graph: fx.Graph, inputs: Iterable[fx.Node]) -> Iterable[fx.Node]:
    """Yield nodes whose rows are not their first dimension: steps cannot be told apart in them."""
    known = set(inputs)
    for node in graph.nodes:
        value = node.meta.get("val")
        values = value if isinstance(value, (tuple, list)) else [value]
        if node not in known and any(isinstance(one, Tensor) and _mixes_rows(one) for one in values):
            yield node


def _mixes_rows(value: Tensor) -> bool:
    first, *others = value.shape or (1,)
    return any(size and size % ROWS == 0 for size in others) or bool(first and first % ROWS == 0 and first != ROWS)


def _mixes_shared(node: fx.Node, varying: set[fx.Node]) -> bool:
    """Tell whether a node makes rows out of rows and of shared values that vary, by anything but a product."""
    if node.op != "call_function" or node.target in PRODUCTS:
        return False
    values = [one.meta.get("val") for one in node.all_input_nodes if one in varying]
    return {ROWS in value.shape for value in values if isinstance(value, Tensor)} == {True, False}


def _is_truth(node: fx.Node) -> bool:
    """Tell whether a node is true or false, or whole numbers, which have no gradient."""
    value = node.meta.get("val")
    return isinstance(value, Tensor) and not value.is_floating_point()


def _is_row_view(node: fx.Node) -> bool:
    """Tell whether a node only shows other columns of the rows of another."""
    source = node.args[0] if node.args else None
    if node.op != "call_function" or not isinstance(source, fx.Node):
        return False
    is_part = node.target is operator.getitem and source.target in _VIEWS
    base = arguments_of(source)[0] if is_part else source
    value = base.meta.get("val")
    return (is_part or node.target in _VIEWS) and isinstance(value, Tensor) and ROWS in value.shape
