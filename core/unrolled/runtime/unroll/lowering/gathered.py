"""Sums over all rows of all steps: what the gradient of a shared value is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.pool import Pool


@dataclass(frozen=True, slots=True)
class Outer:
    """The sum over rows of left times right: a matrix of their widths; transposed where it says so.

    Args:
        left: whose columns are the matrix's rows.
        right: whose columns are the matrix's columns.
        transposed: whether the matrix is turned around.
    """

    left: Expression
    right: Expression
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """A shared matrix, transposed or not.

    Args:
        index: among the shared values.
        transposed: whether rows and columns are swapped.
    """

    index: int
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """A value whose rows and columns are swapped: the left side of an outer product."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Gathered:
    """A gradient of a shared value: a sum of outer products, or of one vector a row.

    Args:
        outers: matrices to be added up.
        vector: to be added up over rows; None beside matrices.
    """

    outers: tuple[Outer, ...] = ()
    vector: Expression | None = None

    def turned(self) -> Gathered:
        """Return the matrix with rows and columns swapped."""
        return Gathered(tuple(replace(outer, transposed=not outer.transposed) for outer in self.outers))

    def plus(self, pool: Pool, other: Gathered) -> Gathered:
        """Return the sum of two gradients.

        Args:
            pool: to make expressions in.
            other: of the same value.
        """
        if self.vector is not None and other.vector is not None:
            return Gathered((), pool.make("add", self.vector, other.vector, width=self.vector.width))
        if self.vector is not None or other.vector is not None:
            raise NotImplementedError("a shared value that is both a matrix of products and a row")
        return Gathered(self.outers + other.outers)
