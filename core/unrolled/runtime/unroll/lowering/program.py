"""A time step as stages over places in memory: what an emitter writes out in its language.

Shapes: N rows of all steps, B sequences, S rows of the state: B initial ones, then N.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from unrolled.runtime.unroll.lowering.expressions import Expression

RowKind = Literal["step", "before", "after", "sequence", "shared", "row"]


@dataclass(frozen=True, slots=True)
class Buffer:
    """A matrix in memory.

    Args:
        name: unique in a program.
        rows: ``step``: N; ``state``: S; ``sequence``: B; ``shared``: one;
            ``packed``: a matrix as the kernels read it; ``row``: of the row alone, gone with it.
        width: columns.
    """

    name: str
    rows: Literal["step", "state", "sequence", "shared", "packed", "row"]
    width: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: some columns of a buffer, in the row that belongs to a sequence at a step.

    Args:
        buffer: where.
        row: ``before`` and ``after`` the step for states; else as the buffer has it.
        column: the first.
    """

    buffer: Buffer
    row: RowKind
    column: int = 0

    def at(self, columns: int) -> Place:
        """Return the place some columns further.

        Args:
            columns: how many.
        """
        return Place(self.buffer, self.row, self.column + columns)


@dataclass(frozen=True, slots=True)
class Store:
    """A value that is written.

    Args:
        value: what.
        place: where.
        adds: to what stands there, instead of replacing it.
    """

    value: Expression
    place: Place
    adds: bool = False

    @property
    def can_be_read(self) -> bool:
        """Whether the value is better read from there than where it came from."""
        return not self.adds and self.value.op not in {"input", "number"}


@dataclass(frozen=True, slots=True)
class RowStage:
    """Values of each row, from values of the same row.

    Args:
        stores: what is written; empty stages are left out.
        given: where values can be read.
    """

    stores: tuple[Store, ...]
    given: dict[Expression, Place]


@dataclass(frozen=True, slots=True)
class ProductStage:
    """Rows times a shared matrix.

    Args:
        source: of the rows.
        matrix: index among the shared values, and whether it is transposed.
        inner: columns of the source.
        width: columns of the result.
        start: what is added; None: nothing.
        target: of the result.
    """

    source: Place
    matrix: tuple[int, bool]
    inner: int
    width: int
    start: Place | None
    target: Place


Stage = RowStage | ProductStage


@dataclass(slots=True)
class Program:
    """What one step does, forward or backward.

    Args:
        name: of the program.
        stages: in order.
        scratch: buffers that it needs for itself.
    """

    name: str
    stages: list[Stage] = field(default_factory=list[Stage])
    scratch: list[Buffer] = field(default_factory=list[Buffer])
