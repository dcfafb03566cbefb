"""What the nodes of a traced recurrence stand for, as far as they are lowered.

Shapes: R rows of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from torch import Tensor, fx

from unrolled.runtime.unroll.lowering import shapes
from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.gathered import Gathered, Matrix, Turned
from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.trace import ROWS, shape_of

Lowered = Expression | Matrix | Turned | Gathered | list[Expression]
Rule = Callable[..., Lowered]
"""Takes the values, a node, and the node's arguments; returns what the node stands for."""


class Values:
    """Nodes and what they stand for.

    Args:
        pool: to make expressions in.
        inputs: what the placeholders stand for.
    """

    def __init__(self, pool: Pool, inputs: Mapping[fx.Node, Lowered]) -> None:
        self.pool = pool
        self._values = dict(inputs)

    def __getitem__(self, node: fx.Node) -> Lowered:
        return self._values[node]

    def __setitem__(self, node: fx.Node, value: Lowered) -> None:
        self._values[node] = value

    def columns(self, argument: Any) -> tuple[int, ...]:
        """Return the dimensions of an argument within a row; none for a number.

        Args:
            argument: a node or a number.
        """
        value = argument.meta.get("val") if isinstance(argument, fx.Node) else None
        return shapes.columns(value.shape) if isinstance(value, Tensor) else ()

    def vector(self, argument: Any) -> Expression:
        """Return an argument as an expression.

        Args:
            argument: a node or a number.

        Raises:
            NotImplementedError: it is a matrix that no row has.
        """
        if not isinstance(argument, fx.Node):
            return self.pool.number(float(argument))
        value = self._values[argument]
        if isinstance(value, Matrix) and not value.transposed:
            return self.pool.make("input", width=prod(self.columns(argument)), detail=("shared", value.index))
        if isinstance(value, Gathered):
            raise NotImplementedError(f"{argument.target} over the rows of a batch, which gives no row of its own")
        if not isinstance(value, Expression):
            self.columns(argument)  # says what is wrong with rows that are no first dimension
            raise NotImplementedError(f"{argument.target}, of a matrix, in the middle of a step")
        return value

    def spread(self, argument: Any, to: Sequence[int]) -> Expression:
        """Return an argument broadcast.

        Args:
            argument: a node or a number.
            to: dimensions within a row.
        """
        return shapes.broadcast(self.pool, self.vector(argument), self.columns(argument), to)


def axis_of(node: fx.Node, axis: int) -> int:
    """Return a dimension counted within the row.

    Args:
        node: that has the dimension.
        axis: counted in its whole shape.

    Raises:
        NotImplementedError: it is that of the rows.
    """
    shape = shape_of(node)
    axis %= len(shape)
    if shape[0] != ROWS:
        return axis
    if axis == 0:
        raise NotImplementedError("cutting or joining the rows of a batch")
    return axis - 1
