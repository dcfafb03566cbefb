"""What one row of a step computes, as a graph of vectors; no word of any language that it is written in later.

Shapes: R rows of a step, W width of a value: one row of it, flattened.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Pool:
    """Makes expressions, each once."""

    _made: dict[Hashable, Expression] = field(default_factory=dict[Hashable, Expression])

    def make(self, op: str, *arguments: Expression, width: int, detail: Hashable = None) -> Expression:
        """Return an expression.

        Args:
            op: as ``Expression`` has it.
            *arguments: of this pool.
            width: number of columns.
            detail: as ``Expression`` has it.
        """
        key = op, tuple(map(id, arguments)), width, detail
        if key not in self._made:
            inherits = op in {"slice", "cat", "spread"} and any(argument.truth for argument in arguments[:1])
            self._made[key] = Expression(op, arguments, width, detail, inherits or op in COMPARISONS or op in LOGIC)
        return self._made[key]

    def number(self, value: float, width: int = 1) -> Expression:
        """Return a number in every column.

        Args:
            value: the number.
            width: number of columns.
        """
        return self.make("number", width=width, detail=(repr(float(value)), float(value)))

    def numbers(self, value: Expression) -> Expression:
        """Return ones and zeros for what is true or false, anything else as it is.

        Args:
            value: any.
        """
        if not value.truth:
            return value
        one, zero = (self.number(number, value.width) for number in (1, 0))
        return self.make("where", value, one, zero, width=value.width)

    def truths(self, value: Expression) -> Expression:
        """Return whether each column is anything but zero.

        Args:
            value: any.
        """
        return value if value.truth else self.make("ne", value, self.number(0, value.width), width=value.width)

    def slice(self, source: Expression, first: int, width: int) -> Expression:
        """Return some columns.

        Args:
            source: whose columns.
            first: of them.
            width: how many.
        """
        if source.width == width:
            return source
        if source.op == "number":
            return self.make("number", width=width, detail=source.detail)
        return self.make("slice", source, width=width, detail=first)

    def cat(self, parts: list[Expression]) -> Expression:
        """Return columns of several, one behind another.

        Args:
            parts: empty ones are left out.
        """
        parts = [part for part in parts if part.width]
        return parts[0] if len(parts) == 1 else self.make("cat", *parts, width=sum(part.width for part in parts))

    def spread(self, source: Expression, width: int) -> Expression:
        """Return one column as often as there are columns wanted.

        Args:
            source: of one column.
            width: number of columns wanted.
        """
        if source.op == "number":
            return self.make("number", width=width, detail=source.detail)
        return source if width == source.width else self.make("spread", source, width=width)


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
