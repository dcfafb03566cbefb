"""Times of steps: dates or numbers, each after the one before."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Time = datetime | float
_DAYS = {"day": 1.0, "week": 7.0, "year": 365.25}
_SECONDS = 86_400
_DIGITS = 8
"""Of a date without marks between year, month and day."""


def when(cell: str) -> Time:
    """Return the time that a cell says.

    Args:
        cell: a date in ISO 8601, with slashes or without, or a number; digits alone are a number, but for the eight of
            a date (20160701).

    Raises:
        ValueError: it is neither; the message completes "column 'x' ...".
    """
    text = cell.strip()
    if text.isdecimal() and len(text) != _DIGITS:
        return float(text)
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"is {cell!r:.40}, neither a date (2016-07-01 13:00) nor a number")
    return value


def complaint(time: Time, before: Time, line: int) -> str:
    """Return what is wrong with two times in a row, empty where the later one comes later.

    Args:
        time: of a step.
        before: of the step before.
        line: of the step before.
    """
    try:
        if time > before:  # pyright: ignore[reportOperatorIssue] - what cannot be compared raises
            return ""
    except TypeError:
        return f"is of another kind than line {line}: dates, dates with an offset and numbers do not mix"
    if time == before:
        return f"says the time of line {line} again: a series has one value a step"
    return f"says a time before that of line {line}: lines must ascend in time, dates of one clock (UTC)"


def phases(times: Sequence[datetime], cycles: Sequence[str]) -> NDArray[np.float64]:
    """Return phases_TK, sine and cosine of each step's place in each cycle.

    Args:
        times: of the steps.
        cycles: day, week or year.
    """
    start = datetime(1970, 1, 5, tzinfo=times[0].tzinfo)  # a Monday
    days_T = np.array([(time - start).total_seconds() / _SECONDS for time in times])
    angles = [2 * math.pi * days_T / _DAYS[cycle] for cycle in cycles]
    return np.stack([wave(angle_T) for angle_T in angles for wave in (np.sin, np.cos)], 1)
