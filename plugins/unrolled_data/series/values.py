"""One series, and what becomes of a cell that says nothing.

Shapes: T time, C columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unrolled_data.files.values import convert

if TYPE_CHECKING:
    from datetime import datetime

    from unrolled_data.series.times import Time


_NOTHING = {"", "na", "nan", "null", "none"}
"""What files write where there is no value."""


@dataclass(slots=True)
class Series:
    """Values in order of time.

    Args:
        name: empty where the file has one series and no name for it.
        columns: names, those of the covariates last; a series of a line of its own has one, without a name.
        steps: values_TC.
        times: of the steps; none where the file has none or only numbers.
        span: first and last time, of numbers too; None where the file has none.
        appended: steps at the end that came from the file of the test split.
    """

    name: str
    columns: tuple[str, ...]
    steps: list[list[float]] = field(default_factory=list[list[float]])
    times: list[datetime] = field(default_factory=list["datetime"])
    span: tuple[Time, Time] | None = None
    appended: int = 0


def number(cell: str) -> float:
    """Return the value of a cell; NaN where it says nothing.

    Args:
        cell: as the file has it.

    Raises:
        ValueError: it is no finite number; the message completes "column 'x' ...".
    """
    return math.nan if cell.strip().lower() in _NOTHING else convert("number", cell)


def filled(values: list[float], before: list[float] | None, *, missing: str) -> list[float]:
    """Return the values of a step without gaps.

    Args:
        values: of the step; NaN is a gap.
        before: those of the step before; None at the start of a series.
        missing: what becomes of a gap: refuse or previous.

    Raises:
        ValueError: there is a gap, and nothing to put there; the message completes "column 'x' ...".
    """
    gaps = [at for at, value in enumerate(values) if math.isnan(value)]
    if gaps and missing == "refuse":
        raise GapError(gaps[0], "is empty: 'missing: previous' takes the value of the step before")
    if gaps and before is None:
        raise GapError(gaps[0], "is empty at the start of its series, where no value came before")
    return [value if before is None or not math.isnan(value) else before[at] for at, value in enumerate(values)]


class GapError(ValueError):
    """A gap that nothing fills.

    Args:
        column: its position.
        what: completes "column 'x' ...".
    """

    def __init__(self, column: int, what: str) -> None:
        super().__init__(what)
        self.column = column
