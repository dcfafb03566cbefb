"""Shapes of tensors as columns of a row: what broadcasting, slicing and reducing do to them.

Shapes: R rows of a step; a value of shape (R, a, b) is a row of a * b columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.trace import ROWS


def columns(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the dimensions within a row.

    Args:
        shape: of a tensor with rows or without.

    Raises:
        NotImplementedError: rows are not its first dimension.
    """
    inner = tuple(shape[1:]) if shape and shape[0] == ROWS else tuple(shape)
    if any(size and size % ROWS == 0 for size in inner):
        raise NotImplementedError(f"a value of shape {_shown(shape)}, whose rows are not its first dimension")
    return inner


def _shown(shape: Sequence[int]) -> str:
    return "(" + ", ".join("rows" if size == ROWS else str(size) for size in shape) + ")"


def broadcast(pool: Pool, value: Expression, shape: Sequence[int], to: Sequence[int]) -> Expression:
    """Return a value with the columns that it has after broadcasting.

    Args:
        pool: to make expressions in.
        value: before.
        shape: its dimensions within a row.
        to: dimensions wanted.

    Raises:
        NotImplementedError: it is repeated in the middle of its dimensions.
    """
    wanted = prod(to)
    if value.op == "number" or prod(shape) == 1:
        return pool.spread(value, wanted)
    if prod(shape) == wanted:
        return value
    shape = (1,) * (len(to) - len(shape)) + tuple(shape[max(0, len(shape) - len(to)) :])
    start = next(k for k, size in enumerate(shape) if size != 1)
    end = next(k for k in range(len(shape), 0, -1) if shape[k - 1] != 1)
    if tuple(shape[start:end]) != tuple(to[start:end]):
        raise NotImplementedError(f"broadcasting a row of shape {tuple(shape)} to {tuple(to)}")
    inner = prod(to[end:])
    parts = [pool.spread(pool.slice(value, k, 1), inner) for k in range(value.width)] if inner > 1 else [value]
    return pool.cat(parts * prod(to[:start]))


class Cut(NamedTuple):
    """Some indices of one dimension.

    Args:
        axis: the dimension, counted within the row.
        first: of the indices.
        size: how many there are.
    """

    axis: int
    first: int
    size: int

    def of(self, shape: Sequence[int]) -> tuple[int, ...]:
        """Return the dimensions that a value has after the cut.

        Args:
            shape: its dimensions before.
        """
        return (*shape[: self.axis], self.size, *shape[self.axis + 1 :])


def part(pool: Pool, value: Expression, shape: Sequence[int], cut: Cut) -> Expression:
    """Return what is left of a value after a cut.

    Args:
        pool: to make expressions in.
        value: before.
        shape: its dimensions within a row.
        cut: which indices stay.
    """
    inner = prod(shape[cut.axis + 1 :])
    blocks = range(prod(shape[: cut.axis]))
    size = shape[cut.axis] * inner
    return pool.cat([pool.slice(value, block * size + cut.first * inner, cut.size * inner) for block in blocks])


def joined(pool: Pool, values: Sequence[Expression], shapes: Sequence[Sequence[int]], axis: int) -> Expression:
    """Return values joined along one of their dimensions.

    Args:
        pool: to make expressions in.
        values: to join.
        shapes: their dimensions within a row.
        axis: the dimension, counted within the row.
    """
    blocks = prod(shapes[0][:axis])
    sizes = [value.width // blocks for value in values]
    return pool.cat(
        [
            pool.slice(value, block * size, size)
            for block in range(blocks)
            for value, size in zip(values, sizes, strict=True)
        ]
    )


def reduced(pool: Pool, name: str, value: Expression, shape: Sequence[int], axes: Sequence[int]) -> Expression:
    """Return a value reduced over its last dimensions.

    Args:
        pool: to make expressions in.
        name: of the reduction.
        value: before.
        shape: its dimensions within a row.
        axes: dimensions that are reduced, counted within the row.

    Raises:
        NotImplementedError: a dimension behind them stays.
    """
    if sorted(axes) != list(range(len(shape) - len(axes), len(shape))):
        what = f"{name} over dimensions {[axis + 1 for axis in axes]} of a value of shape {_shown((ROWS, *shape))}"
        raise NotImplementedError(what)
    size = prod(shape[len(shape) - len(axes) :])
    rows = [pool.slice(value, k * size, size) for k in range(value.width // size)]
    return pool.cat([pool.make("reduce", row, width=1, detail=name) for row in rows])
