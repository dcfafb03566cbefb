"""Makes expressions, each once.

Shapes: W width of a value: one row of it, flattened.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from unrolled.runtime.unroll.lowering.expressions import COMPARISONS, LOGIC, Expression


@dataclass(slots=True)
class Pool:
    """All expressions of a step."""

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
