"""What a value is drawn from: the range that a field declares, an interval, a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Tune:
    """The range that a search draws a field from by default.

    Args:
        low: smallest value drawn.
        high: largest value drawn.
        log: draw evenly in the logarithm.
    """

    low: float
    high: float
    log: bool = False

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing."""
        if self.low >= self.high or (self.log and self.low <= 0):
            raise ValueError(f"Tune({self.low}, {self.high}, log={self.log}) is an empty range")


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two bounds, both of them included.

    Args:
        low: smallest.
        high: largest.
        log: drawn evenly in the logarithm.
        step: distance between two neighbours; None: every number, every whole one where ``whole``.
        whole: whether only integers are drawn.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None
    whole: bool = False

    @property
    def options(self) -> Sequence[float] | None:
        """Every value, where they can be counted."""
        if self.whole and not self.log:
            return range(int(self.low), int(self.high) + 1, int(self.step or 1))
        if self.step is None:
            return None
        low, high, step = (Decimal(repr(number)) for number in (self.low, self.high, self.step))
        return [float(low + step * index) for index in range(int((high - low) / step) + 1)]

    def __str__(self) -> str:
        """Return the interval as a table shows it."""
        notes = ["log"] if self.log else []
        notes += [f"step {self.step:g}"] if self.step else []
        notes += ["whole"] if self.whole else []
        return ", ".join([f"{self.low:g} to {self.high:g}", *notes])


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several plain values.

    Args:
        options: that there are.
    """

    options: Sequence[Any]

    def __str__(self) -> str:
        """Return the options as a table shows them."""
        return " | ".join(str(option) for option in self.options)
