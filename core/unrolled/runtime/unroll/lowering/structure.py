"""Operations that compute nothing: the same columns under another shape, fewer of them, more of them.

Shapes: R rows of a step.
"""

from __future__ import annotations

import operator
from math import prod
from typing import Any, cast

import torch
from torch import fx

from unrolled.runtime.unroll.lowering import shapes
from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.gathered import Matrix
from unrolled.runtime.unroll.lowering.shapes import Cut
from unrolled.runtime.unroll.lowering.values import Lowered, Rule, Values, axis_of
from unrolled.runtime.unroll.trace import shape_of, value_of

aten = torch.ops.aten


def _same(values: Values, node: fx.Node, source: fx.Node, *_: Any, **__: Any) -> Lowered:
    value = values[source]
    if isinstance(value, Matrix) and shape_of(node) != shape_of(source):
        return values.vector(source)
    values.columns(node)
    return value


def _slice(values: Values, node: fx.Node, source: fx.Node, dim: int = 0, *bounds: int | None) -> Lowered:
    start, end, step = (*bounds, *(None, None, 1)[len(bounds) :])
    if step != 1:
        raise NotImplementedError(f"{node.target} with a step")
    if shape_of(node) == shape_of(source):
        return values[source]
    first, _, _ = slice(start, end).indices(shape_of(source)[dim])
    cut = Cut(axis_of(source, dim), first, shape_of(node)[dim])
    return shapes.part(values.pool, values.vector(source), values.columns(source), cut)


def _select(values: Values, _: fx.Node, source: fx.Node, dim: int, index: int) -> Lowered:
    inner, axis = values.columns(source), axis_of(source, dim)
    return shapes.part(values.pool, values.vector(source), inner, Cut(axis, index % inner[axis], 1))


def _split(values: Values, node: fx.Node, source: fx.Node, _sizes: Any = None, dim: int = 0) -> Lowered:
    inner, axis = values.columns(source), axis_of(source, dim)
    sizes = [part.shape[dim] for part in value_of(node)]
    cuts = [Cut(axis, sum(sizes[:k]), size) for k, size in enumerate(sizes)]
    return [shapes.part(values.pool, values.vector(source), inner, cut) for cut in cuts]


def _unbind(values: Values, node: fx.Node, source: fx.Node, dim: int = 0) -> Lowered:
    inner, axis = values.columns(source), axis_of(source, dim)
    cuts = [Cut(axis, k, 1) for k in range(len(value_of(node)))]
    return [shapes.part(values.pool, values.vector(source), inner, cut) for cut in cuts]


def _getitem(values: Values, _: fx.Node, source: fx.Node, index: int) -> Lowered:
    return cast("list[Expression]", values[source])[index]


def _cat(values: Values, _: fx.Node, parts: list[fx.Node], dim: int = 0) -> Lowered:
    vectors = [values.pool.numbers(values.vector(part)) for part in parts]
    return shapes.joined(values.pool, vectors, [values.columns(part) for part in parts], axis_of(parts[0], dim))


def _slice_scatter(
    values: Values, node: fx.Node, base: fx.Node, source: fx.Node, dim: int = 0, *bounds: int | None
) -> Lowered:
    start, end, step = (*bounds, *(None, None, 1)[len(bounds) :])
    if step != 1:
        raise NotImplementedError(f"{node.target} with a step")
    inner, axis = values.columns(base), axis_of(base, dim)
    first, last, _ = slice(start, end).indices(inner[axis])
    cuts = [Cut(axis, 0, first), Cut(axis, first, last - first), Cut(axis, last, inner[axis] - last)]
    base_row, source_row = values.vector(base), values.vector(source)
    parts = [
        (source_row if cut is cuts[1] else shapes.part(values.pool, base_row, inner, cut), cut.of(inner))
        for cut in cuts
        if cut.size
    ]
    return shapes.joined(values.pool, [part for part, _ in parts], [shape for _, shape in parts], axis)


def _select_scatter(values: Values, node: fx.Node, base: fx.Node, source: fx.Node, *where: int) -> Lowered:
    dim, index = where
    index %= shape_of(base)[dim]
    return _slice_scatter(values, node, base, source, dim, index, index + 1)


def _pad(values: Values, node: fx.Node, source: fx.Node, pads: list[int], value: float = 0.0) -> Lowered:
    """Return columns with others around them; fewer of them where a pad is negative."""
    inner = values.columns(source)
    if any(pads[2:]) or not inner:
        raise NotImplementedError(f"{node.target} of more than the last dimension")
    axis, (low, high) = len(inner) - 1, pads[:2]
    cut = Cut(axis, max(0, -low), inner[axis] + min(0, low) + min(0, high))
    shape = [Cut(axis, 0, max(0, pad)).of(inner) for pad in (low, high)]
    before, behind = (values.pool.number(value, prod(sides)) for sides in shape)
    middle = shapes.part(values.pool, values.vector(source), inner, cut)
    return shapes.joined(values.pool, [before, middle, behind], [shape[0], cut.of(inner), shape[1]], axis)


def _expand(values: Values, node: fx.Node, source: fx.Node, *_: Any, **__: Any) -> Lowered:
    return values.spread(source, values.columns(node))


_VIEWS = (
    *(aten.alias, aten.clone, aten.contiguous, aten.detach, aten.lift_fresh_copy),
    *(aten.reshape, aten.squeeze, aten.unsqueeze, aten.view, aten._unsafe_view),  # noqa: SLF001 - its name
)

STRUCTURE: dict[Any, Rule] = {
    **dict.fromkeys(_VIEWS, _same),
    aten.slice: _slice,
    aten.select: _select,
    aten.split: _split,
    aten.split_with_sizes: _split,
    aten.unbind: _unbind,
    operator.getitem: _getitem,
    aten.cat: _cat,
    aten.slice_scatter: _slice_scatter,
    aten.select_scatter: _select_scatter,
    aten.constant_pad_nd: _pad,
    aten.expand: _expand,
}
