"""Sums and extremes: of a row, or over all rows where they are a gradient.

Shapes: R rows of a step.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import fx

from unrolled.runtime.unroll.lowering import shapes
from unrolled.runtime.unroll.lowering.gathered import Gathered
from unrolled.runtime.unroll.lowering.values import Lowered, Rule, Values
from unrolled.runtime.unroll.trace import ROWS, shape_of

aten = torch.ops.aten


def _reduction(name: str) -> Rule:
    def rule(values: Values, node: fx.Node, source: fx.Node, axes: Any = None, *_: Any, **__: Any) -> Lowered:
        shape = shape_of(source)
        asked = range(len(shape)) if axes in (None, []) else [axes] if isinstance(axes, int) else axes
        over = {axis % len(shape) for axis in asked}
        has_rows = shape[:1] == (ROWS,)
        within = sorted(axis - has_rows for axis in over if not has_rows or axis)
        value = values.pool.numbers(values.vector(source))
        if within:
            value = shapes.reduced(values.pool, name, value, values.columns(source), within)
        if not has_rows or 0 not in over:
            return value
        if name != "sum":
            raise NotImplementedError(f"{node.target} over the rows of a batch")
        return Gathered((), value)

    return rule


REDUCTIONS: dict[Any, Rule] = {
    aten.sum: _reduction("sum"),
    aten.amax: _reduction("amax"),
    aten.amin: _reduction("amin"),
}
