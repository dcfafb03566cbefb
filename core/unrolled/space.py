"""What a search may vary: the ``Tune`` annotation of a config field."""

from __future__ import annotations

from dataclasses import dataclass


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
