"""ATen's operations as expressions: every node of a traced recurrence, in order.

Shapes: R rows of a step.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx

from unrolled.runtime.unroll.lowering.constants import CONSTANTS
from unrolled.runtime.unroll.lowering.elementwise import ELEMENTWISE
from unrolled.runtime.unroll.lowering.products import PRODUCTS
from unrolled.runtime.unroll.lowering.reductions import REDUCTIONS
from unrolled.runtime.unroll.lowering.structure import STRUCTURE
from unrolled.runtime.unroll.lowering.values import Rule, Values
from unrolled.runtime.unroll.trace import constant_of, placeholders_of, refused_at, value_of

RULES: dict[Any, Rule] = {**CONSTANTS, **ELEMENTWISE, **PRODUCTS, **REDUCTIONS, **STRUCTURE}
"""Operation, without its overload, to the rule that lowers it."""


def lower_nodes(graph: fx.Graph, values: Values) -> None:
    """Lower every node of a graph.

    Args:
        graph: of the operations that are left after the others are taken apart.
        values: of the placeholders; takes those of all other nodes.

    Raises:
        RefusalError: an operation or a shape is not known; it names both and the line.
    """
    (dtype,) = {value_of(node).dtype for node in placeholders_of(graph)}
    for node in graph.nodes:
        if node.op == "get_attr":
            values[node] = values.pool.number(constant_of(node))
        elif node.op == "call_function":
            with refused_at(node):
                if _changes_dtype(node, dtype):
                    raise NotImplementedError(f"{node.target} that gives {value_of(node).dtype} in a step of {dtype}")
                values[node] = _rule_of(node)(values, node, *node.args, **node.kwargs)


def _rule_of(node: fx.Node) -> Rule:
    rule = RULES.get(getattr(node.target, "overloadpacket", node.target))
    if rule is None:
        raise NotImplementedError(str(node.target))
    return rule


def _changes_dtype(node: fx.Node, dtype: torch.dtype) -> bool:
    """Tell whether a node gives numbers of another precision; one that has no dimensions changes no other's."""
    value = value_of(node)
    return isinstance(value, Tensor) and value.is_floating_point() and value.dim() > 0 and value.dtype != dtype
