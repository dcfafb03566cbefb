"""One loop over columns in C++: the statements that make values, a vector of columns at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from unrolled.runtime.unroll.cpp.segments import parts
from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.program import Place

_POINT = {
    "neg": "-{0}",
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1}",
    "maximum": "maximum({0}, {1})",
    "minimum": "minimum({0}, {1})",
    "lt": "{0} < {1}",
    "le": "{0} <= {1}",
    "gt": "{0} > {1}",
    "ge": "{0} >= {1}",
    "eq": "{0} == {1}",
    "ne": "{0} != {1}",
    "and": "{0} & {1}",
    "or": "{0} | {1}",
    "not": "~{0}",
    "where": "select({0}, {1}, {2})",
}


def pointer(place: Place) -> str:
    """Return the name of the pointer to the row that a place stands in.

    Args:
        place: of any column.
    """
    return f"{place.buffer.name}_{place.row}"


def address(place: Place, column: int) -> str:
    """Return the address of a column of a place in a loop that has come to column j.

    Args:
        place: whose row.
        column: counted from the place.
    """
    return f"{pointer(place)} + {place.column + column} + j"


class Read(NamedTuple):
    """Columns that a loop reads.

    Args:
        row: name of the pointer to it.
        column: the first.
        length: how many.
        value: what stands there.
    """

    row: str
    column: int
    length: int
    value: Expression


class Loop:
    """Statements of one loop over j.

    Args:
        length: how many columns it runs over.
        given: where values can be read.
        reduced: names of the reductions that are done.
    """

    def __init__(self, length: int, given: Mapping[Expression, Place], reduced: Mapping[Expression, str]) -> None:
        self.length = length
        self.lines: list[str] = []
        self.once: list[str] = []
        self.reads: set[Read] = set()
        self._given = given
        self._reduced = reduced
        self._names: dict[tuple[Expression, int, bool], str] = {}

    def column(self, value: Expression, first: int, *, moves: bool = True) -> str:
        """Return the name of a vector of columns, written down on the way.

        Args:
            value: whose columns.
            first: of them.
            moves: whether they are columns ``first + j`` and on; else column ``first`` as often as there are lanes.
        """
        key = value, first if value.width > 1 else 0, moves and value.width > 1
        if key not in self._names:
            self._names[key] = self._made(*key)
        return self._names[key]

    def _made(self, value: Expression, first: int, moves: bool) -> str:
        if value in self._given:
            return self._name(value, self._read(value, first, moves), moves)
        source = value.arguments[0] if value.arguments else value
        match value.op:
            case "reduce":
                name = self._reduced[value]
            case "number":
                name = self._name(value, f"splat({literal(value.number)})", moves=False)
            case "spread":
                name = self.column(source, 0)
            case "slice":
                name = self.column(source, first + value.first, moves=moves)
            case "cat":
                part, start = next((part, start) for part, start in parts(value) if start <= first < start + part.width)
                name = self.column(part, first - start, moves=moves)
            case _:
                arguments = [self.column(argument, first, moves=moves) for argument in value.arguments]
                name = self._name(value, _POINT.get(value.op, value.op + "_({0})").format(*arguments), moves)
        return name

    def _read(self, value: Expression, first: int, moves: bool) -> str:
        place = self._given[value]
        column = place.column + first
        self.reads.add(Read(pointer(place), column, self.length if moves else 1, value))
        return f"load<N>({address(place, first)})" if moves else f"splat({pointer(place)}[{column}])"

    def _name(self, value: Expression, expression: str, moves: bool) -> str:
        """Write a value down: within the loop, or before it where no turn changes it.

        Compilers do not move it there: for all they know, the loop stores where it is read.
        """
        lines, kind = (self.lines, "v") if moves else (self.once, "once")
        name = f"{kind}{len(lines)}"
        lines.append(f"const {'Mask' if value.truth else 'V'} {name} = {expression};")
        return name

    def written(self, ends: Sequence[str]) -> list[str]:
        """Return the whole loop.

        Args:
            ends: statements behind those that make the values.
        """
        body = [f"    {line}" for line in (*self.lines, *ends)]
        once = [f"  {line}" for line in self.once]
        return ["{", *once, f"  each<{self.length}>([&]<long N>(long j) INLINED {{", *body, "  });", "}"]


def literal(number: float) -> str:
    """Return a number as C++ has it.

    Args:
        number: any, also one that is not finite.
    """
    if number != number:  # noqa: PLR0124 - NaN alone differs from itself
        return "NAN"
    if number in (float("inf"), float("-inf")):
        return "INFINITY" if number > 0 else "-INFINITY"
    return f"REAL({number!r})"
