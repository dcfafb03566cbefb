"""What one row of a step computes, as a graph of vectors; no word of any language that it is written in later.

Shapes: R rows of a step, W width of a value: one row of it, flattened.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import cast

COSTLY = frozenset(("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "erf", "sigmoid", "tanh"))
CHEAP = frozenset(("neg", "abs", "floor", "sign", "relu"))
UNARY = COSTLY | CHEAP
COMPARISONS = frozenset(("lt", "le", "gt", "ge", "eq", "ne"))
LOGIC = frozenset(("and", "or", "not"))


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A vector that each row has; equal expressions are the same object.

    Args:
        op: ``input`` (detail: role and index), ``number`` (detail: its value), ``slice`` (detail: first column),
            ``cat``, ``spread`` (one column to many), ``reduce`` (detail: its name; one column), ``product``
            (detail: index of the matrix and whether it is transposed; a second argument is added), ``where``
            or one of the names above.
        arguments: of the operation.
        width: number of columns, W.
        detail: what else tells it from others.
        truth: whether the columns are true or false rather than numbers.
    """

    op: str
    arguments: tuple[Expression, ...]
    width: int
    detail: Hashable = None
    truth: bool = False

    @property
    def role(self) -> str:
        """What an input is; empty for anything else."""
        return cast("tuple[str, int]", self.detail)[0] if self.op == "input" else ""

    @property
    def first(self) -> int:
        """First column that a slice shows."""
        return cast("int", self.detail)

    @property
    def matrix(self) -> tuple[int, bool]:
        """Index of the matrix that a product multiplies with, and whether it is transposed."""
        return cast("tuple[int, bool]", self.detail)

    @property
    def number(self) -> float:
        """The number in every column."""
        return cast("tuple[str, float]", self.detail)[1]


def walk(*roots: Expression, stop: frozenset[Expression] = frozenset()) -> Iterator[Expression]:
    """Yield all that expressions are made of, each once, arguments before what is made of them.

    Args:
        *roots: to start from; yielded too.
        stop: expressions whose arguments are not looked into.
    """
    seen: set[Expression] = set()
    ahead: list[tuple[Expression, bool]] = [(root, False) for root in reversed(roots)]
    while ahead:
        expression, done = ahead.pop()
        if done:
            yield expression
        elif expression not in seen:
            seen.add(expression)
            ahead.append((expression, True))
            if expression not in stop:
                ahead.extend((argument, False) for argument in reversed(expression.arguments))
