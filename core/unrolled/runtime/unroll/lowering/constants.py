"""Operations that make a number in every column.

Shapes: R rows of a step.
"""

from __future__ import annotations

from math import prod
from typing import Any

import torch
from torch import fx

from unrolled.runtime.unroll.lowering.values import Lowered, Rule, Values

aten = torch.ops.aten


def _filled(number: float) -> Rule:
    def rule(values: Values, node: fx.Node, *_: Any, **__: Any) -> Lowered:
        return values.pool.number(number, prod(values.columns(node)))

    return rule


def _given(position: int) -> Rule:
    def rule(values: Values, node: fx.Node, *arguments: Any, **_: Any) -> Lowered:
        return values.pool.number(float(arguments[position]), prod(values.columns(node)))

    return rule


_NOUGHTS = (
    *(aten.new_zeros, aten.zeros, aten.zeros_like, aten._efficientzerotensor),  # noqa: SLF001 - its name
    # What is not filled is read for its shape alone.
    *(aten.empty, aten.empty_like, aten.empty_permuted, aten.new_empty),
)
_ONES = (aten.ones, aten.ones_like, aten.new_ones)

CONSTANTS: dict[Any, Rule] = {
    **dict.fromkeys(_NOUGHTS, _filled(0.0)),
    **dict.fromkeys(_ONES, _filled(1.0)),
    aten.full: _given(1),
    aten.full_like: _given(1),
    aten.new_full: _given(2),
    aten.scalar_tensor: _given(0),
}
