"""Cuts the columns of a value where it is joined from parts, so that one loop can make a whole segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.program import Place


class Segment(NamedTuple):
    """Columns one behind another.

    Args:
        first: column.
        length: how many.
    """

    first: int
    length: int


def segments(value: Expression, given: Mapping[Expression, Place]) -> list[Segment]:
    """Return the columns of a value in segments that are computed alike.

    Args:
        value: to be computed.
        given: values that are read instead.
    """
    cuts = _Cuts(given)
    cuts.collect(value, 0, value.width, 0)
    edges = sorted({0, value.width, *cuts.edges})
    return [Segment(first, end - first) for first, end in pairwise(edges)]


class _Cuts:
    """Collects where parts meet, in columns of the value that it began with."""

    def __init__(self, given: Mapping[Expression, Place]) -> None:
        self.edges: set[int] = set()
        self._given = given
        self._seen: set[tuple[Expression, int, int, int]] = set()

    def collect(self, value: Expression, first: int, end: int, shift: int) -> None:
        """Look into some columns of a value.

        Args:
            value: to look into.
            first: of its columns.
            end: behind the last.
            shift: from its columns to those of the value that it began with.
        """
        key = value, first, end, shift
        if key in self._seen or value in self._given or value.op in {"spread", "reduce", "product"}:
            return
        self._seen.add(key)
        if value.op == "cat":
            for part, start in parts(value):
                low, high = max(first, start), min(end, start + part.width)
                if low < high:
                    self.edges |= {low + shift, high + shift}
                    self.collect(part, low - start, high - start, shift + start)
        elif value.op == "slice":
            self.collect(value.arguments[0], first + value.first, end + value.first, shift - value.first)
        else:
            for argument in value.arguments:
                self.collect(argument, first, end, shift)


def parts(joined: Expression) -> Iterator[tuple[Expression, int]]:
    """Yield the parts of a joined value, each with its first column.

    Args:
        joined: a ``cat``.
    """
    start = 0
    for part in joined.arguments:
        yield part, start
        start += part.width
