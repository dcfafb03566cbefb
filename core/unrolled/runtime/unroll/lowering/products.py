"""Products with matrices, and matrices turned around.

Shapes: R rows of a step.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import fx

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.gathered import Gathered, Matrix, Outer, Turned
from unrolled.runtime.unroll.lowering.values import Lowered, Rule, Values
from unrolled.runtime.unroll.trace import shape_of, swapped_by

aten = torch.ops.aten


def _mm(values: Values, node: fx.Node, left: fx.Node, right: fx.Node) -> Lowered:
    a, b = values[left], values[right]
    if isinstance(a, Turned) and isinstance(b, Expression):
        return Gathered((Outer(a.value, b),))
    if not isinstance(a, Expression) or not isinstance(b, Matrix):
        raise NotImplementedError(f"{node.target} other than of a batch of rows with a matrix of weights")
    return values.pool.make("product", a, width=shape_of(node)[1], detail=(b.index, b.transposed))


def _addmm(values: Values, node: fx.Node, bias: fx.Node, left: fx.Node, right: fx.Node, **scales: Any) -> Lowered:
    if scales:
        raise NotImplementedError(f"{node.target} with {', '.join(scales)}")
    product = _mm(values, node, left, right)
    assert isinstance(product, Expression)
    start = values.spread(bias, values.columns(node))
    return values.pool.make("add", product, start, width=start.width)


def _swap(values: Values, node: fx.Node, source: fx.Node, *_: Any) -> Lowered:
    if swapped_by(node) is None:
        raise NotImplementedError(f"{node.target} other than of a matrix")
    value = values[source]
    if isinstance(value, Matrix):
        return Matrix(value.index, not value.transposed)
    if isinstance(value, Turned):
        return value.value
    if isinstance(value, Gathered):
        return value.turned()
    return Turned(values.vector(source))


PRODUCTS: dict[Any, Rule] = {
    aten.mm: _mm,
    aten.addmm: _addmm,
    aten.permute: _swap,
    aten.t: _swap,
    aten.transpose: _swap,
}
