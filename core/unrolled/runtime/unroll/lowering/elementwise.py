"""Operations on single elements.

Shapes: R rows of a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import fx

from unrolled.runtime.unroll.lowering.expressions import LOGIC, UNARY, Expression
from unrolled.runtime.unroll.lowering.gathered import Gathered
from unrolled.runtime.unroll.lowering.powers import power
from unrolled.runtime.unroll.lowering.values import Lowered, Rule, Values
from unrolled.runtime.unroll.trace import value_of

aten = torch.ops.aten


def point(op: str) -> Rule:
    """Return the rule of an operation whose arguments are broadcast.

    Args:
        op: its name among expressions.
    """

    def rule(values: Values, node: fx.Node, *arguments: Any, **options: Any) -> Lowered:
        if options:
            raise NotImplementedError(f"{node.target} with {', '.join(options)}")
        return _point(values, node, op, arguments)

    return rule


def _point(values: Values, node: fx.Node, op: str, arguments: Sequence[Any]) -> Expression:
    pool, inner = values.pool, values.columns(node)
    spread = [values.spread(argument, inner) for argument in arguments]
    wanted = [pool.truths if op in LOGIC else pool.numbers] * len(spread)
    if op == "where":
        wanted[0] = pool.truths
    return pool.make(op, *(make(value) for make, value in zip(wanted, spread, strict=True)), width=prod(inner))


def _add(values: Values, node: fx.Node, left: Any, right: Any, *, alpha: float = 1) -> Lowered:
    a, b = (values[one] if isinstance(one, fx.Node) else None for one in (left, right))
    if isinstance(a, Gathered) and isinstance(b, Gathered) and alpha == 1:
        return a.plus(values.pool, b)
    inner = values.columns(node)
    a, b = (values.spread(one, inner) for one in (left, right))
    if alpha != 1:
        b = values.pool.make("mul", values.pool.numbers(b), values.pool.number(alpha, b.width), width=b.width)
    elif _nothing_else_reads(left, right):
        for product, start in ((a, b), (b, a)):
            if _can_start(product, start):
                detail = product.detail
                return values.pool.make("product", *product.arguments, start, width=product.width, detail=detail)
    return values.pool.make("add", values.pool.numbers(a), values.pool.numbers(b), width=prod(inner))


def _nothing_else_reads(*arguments: Any) -> bool:
    return all(isinstance(argument, fx.Node) and len(argument.users) == 1 for argument in arguments)


def _can_start(product: Expression, start: Expression) -> bool:
    """Tell whether a product can be added to a value where that value stands."""
    fits = product.op == "product" and len(product.arguments) == 1 and product.width == start.width
    return fits and (start.op == "product" or start.role == "rows")


def _sub(values: Values, node: fx.Node, left: Any, right: Any, *, alpha: float = 1) -> Lowered:
    return _point(values, node, "sub", (left, right)) if alpha == 1 else _add(values, node, left, right, alpha=-alpha)


def _rsub(values: Values, node: fx.Node, left: Any, right: Any, alpha: float = 1) -> Lowered:
    return _sub(values, node, right, left, alpha=alpha)


def _reciprocal(values: Values, node: fx.Node, a: fx.Node) -> Lowered:
    return _point(values, node, "div", (1.0, a))


def _clamp(values: Values, node: fx.Node, a: fx.Node, low: Any = None, high: Any = None) -> Lowered:
    inner = values.columns(node)
    value = values.spread(a, inner)
    for op, bound in (("maximum", low), ("minimum", high)):
        if bound is not None:
            value = values.pool.make(op, value, values.spread(bound, inner), width=value.width)
    return value


def _power(values: Values, _: fx.Node, a: Any, exponent: Any) -> Lowered:
    if not isinstance(exponent, (int, float)) or not isinstance(a, fx.Node):
        raise NotImplementedError("a power whose exponent is a tensor")
    return power(values.pool, values.pool.numbers(values.vector(a)), exponent)


def _rsqrt(values: Values, _: fx.Node, a: fx.Node) -> Lowered:
    return power(values.pool, values.vector(a), -0.5)


def _copied(values: Values, node: fx.Node, source: fx.Node, **_: Any) -> Lowered:
    """Return a value in another dtype: truths as numbers and back; numbers that are cut to whole ones are refused."""
    before, after = value_of(source).dtype, value_of(node).dtype
    if after == before:
        return values[source]
    if before.is_floating_point and after != torch.bool:
        raise NotImplementedError(f"{node.target} from {before} to {after}")
    value = values.vector(source)
    return values.pool.truths(value) if after == torch.bool else values.pool.numbers(value)


ELEMENTWISE: dict[Any, Rule] = {
    **{getattr(aten, name): point(name) for name in UNARY},
    **{getattr(aten, name): point(name) for name in ("mul", "div", "lt", "le", "gt", "ge", "eq", "ne")},
    aten.maximum: point("maximum"),
    aten.minimum: point("minimum"),
    aten.logical_and: point("and"),
    aten.logical_or: point("or"),
    aten.logical_not: point("not"),
    aten.bitwise_and: point("and"),
    aten.bitwise_or: point("or"),
    aten.bitwise_not: point("not"),
    aten.where: point("where"),
    aten.add: _add,
    aten.sub: _sub,
    aten.rsub: _rsub,
    aten.reciprocal: _reciprocal,
    aten.rsqrt: _rsqrt,
    aten.clamp: _clamp,
    aten.pow: _power,
    aten._to_copy: _copied,  # noqa: SLF001 - the operation's name
}
