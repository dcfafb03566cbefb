"""What the forward step keeps for the backward step, and where.

Kept are states, products and single columns such as a row's mean; activations are computed again, except those that
can take the place of the product that they are made of. Then backward computes no exponential twice, and nothing
takes more memory than the products alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from unrolled.runtime.unroll.lowering.expressions import COSTLY, Expression, walk


def in_place(
    forward: Sequence[Expression], backward: Sequence[Expression], owned: Sequence[Expression]
) -> dict[Expression, tuple[Expression, int]]:
    """Return which activations can be written over the columns that they are computed from.

    Args:
        forward: what the forward step is for.
        backward: what the backward step is for.
        owned: inputs that may be written over.

    Returns:
        Activation to the product or owned input, and its first column there.
    """
    readers = Readers(forward, backward)
    now = dict.fromkeys(walk(*forward))
    found: dict[Expression, tuple[Expression, int]] = {}
    for value in now:
        if value.op == "product" or value in owned:
            for columns, first in _columns(value, readers):
                activation = _only_activation(columns, readers)
                if activation in now and activation not in found:
                    found[activation] = value, first
    return found


class Readers:
    """Who reads a value.

    Args:
        *results: what a step is for, forward or backward or both.
    """

    def __init__(self, *results: Iterable[Expression]) -> None:
        self._results = frozenset(chain.from_iterable(results))
        self._readers: dict[Expression, list[Expression]] = {}
        for value in walk(*chain.from_iterable(results)):
            for argument in dict.fromkeys(value.arguments):
                self._readers.setdefault(argument, []).append(value)

    def of(self, value: Expression) -> list[Expression]:
        """Return the expressions that a value is an argument of.

        Args:
            value: any.
        """
        return self._readers.get(value, [])

    def is_only(self, reader: Expression, value: Expression) -> bool:
        """Tell whether one expression alone needs a value, which is no result either.

        Args:
            reader: the expression.
            value: its argument.
        """
        return self.of(value) == [reader] and value not in self._results


def _columns(value: Expression, readers: Readers) -> Iterator[tuple[Expression, int]]:
    """Yield a value itself where nothing slices it, else its slices that no other overlaps."""
    slices = [reader for reader in readers.of(value) if reader.op == "slice"]
    if not slices:
        yield value, 0
    if len(slices) < len(readers.of(value)):
        return
    for one in slices:
        others = [(other.first, other.first + other.width) for other in slices if other is not one]
        if all(end <= one.first or start >= one.first + one.width for start, end in others):
            yield one, one.first


def _only_activation(value: Expression, readers: Readers) -> Expression | None:
    """Return the costly function that is all that becomes of a value; None where there is more or less to it."""
    width = value.width
    while len(readers.of(value)) == 1:
        (value,) = readers.of(value)
        if value.width != width or value.op in {"product", "reduce", "cat", "spread", "slice"}:
            return None
        if value.op in COSTLY:
            return value
    return None


def kept(backward: Sequence[Expression], given: Iterable[Expression]) -> list[Expression]:
    """Return what backward reads of the forward step beside what it is given: products and reductions.

    Args:
        backward: what the backward step is for.
        given: what it finds in memory anyway.
    """
    stop = set(given)
    forward = _without_cotangents(backward)
    stop |= {value for value in forward if value.op in {"product", "reduce"}}
    return [
        value
        for value in walk(*backward, stop=frozenset(stop))
        if value in forward and value.op in {"product", "reduce"} and value not in given
    ]


def _without_cotangents(backward: Sequence[Expression]) -> set[Expression]:
    """Return the values that no gradient from outside reaches."""
    free: set[Expression] = set()
    for value in walk(*backward):
        if value.role != "cotangent" and all(argument in free for argument in value.arguments):
            free.add(value)
    return free
