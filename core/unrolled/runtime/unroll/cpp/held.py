"""Which values a row holds from the loop that first needs them to those that need them later.

A reduction must be done before what it gives is used, so one row takes several loops over the same columns. What costs
a function or a division is computed in the first of them and held in the row; the rest is cheaper to compute again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from unrolled.runtime.unroll.lowering.expressions import COSTLY, Expression, walk

_SHOWN = frozenset(("input", "number", "slice", "cat", "spread", "reduce"))


def held_values(
    now: Iterable[Expression], later: Sequence[Expression], given: Collection[Expression]
) -> list[Expression]:
    """Return the costly values that a loop computes and that later loops begin from.

    Args:
        now: what the loop is for.
        later: what the loops behind it are for.
        given: values that can be read anyway.
    """
    here, there = _needed(now, given), _needed(later, given)
    both = here & there
    begun = {argument for value in there - here for argument in value.arguments} | set(later)
    return [
        value
        for value in walk(*now, stop=_stop(now, given))
        if value in both and value in begun and value not in given and _is_worth_it(value, given)
    ]


def _needed(values: Iterable[Expression], given: Collection[Expression]) -> set[Expression]:
    """Return all that is computed for some values."""
    values = list(values)
    return set(walk(*values, stop=_stop(values, given)))


def _stop(values: Iterable[Expression], given: Collection[Expression]) -> frozenset[Expression]:
    """Return what is read instead of computed: what is given, and reductions that are done before."""
    return frozenset(given) | {value for value in walk(*values, stop=frozenset(given)) if value.op == "reduce"}


def _is_worth_it(value: Expression, given: Collection[Expression]) -> bool:
    below = walk(value, stop=_stop([value], given))
    return value.width > 1 and value.op not in _SHOWN and any(one.op in COSTLY or one.op == "div" for one in below)
