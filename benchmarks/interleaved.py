"""Times several sides of a comparison in turns, so that a slow moment of the machine hits all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median


def medians(sides: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the median seconds of each side.

    Args:
        sides: name to what is timed; each runs once before, untimed.
        repeats: turns.
    """
    for side in sides.values():
        side()
    return medians_told({name: _timed(side) for name, side in sides.items()}, repeats)


def medians_told(sides: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, float]:
    """Return the median of the seconds that each side itself says that it took.

    Args:
        sides: name to a function that returns seconds.
        repeats: turns.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(repeats):
        for name, side in sides.items():
            found[name].append(side())
    return {name: median(each) for name, each in found.items()}


def seconds_of(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes.

    Args:
        call: to time.
    """
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _timed(side: Callable[[], object]) -> Callable[[], float]:
    return lambda: seconds_of(side)
