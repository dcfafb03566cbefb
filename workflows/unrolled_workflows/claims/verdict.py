"""A claim, the figures that are measured for it, and the verdict that follows from them by a stated rule."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Literal

from unrolled_workflows.report.wording import number

if TYPE_CHECKING:
    from unrolled_workflows.claims.laboratory import Laboratory

Outcome = Literal["HOLDS", "FAILS", "DEPENDS"]

# The 97.5 % points of Student's distribution with 1, 2, ... degrees of freedom.
_T975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value.

    Args:
        value: in the unit.
        unit: of the value; empty for a ratio or a share.
        interval: 95 % confidence interval of the mean over seeds; None where there are no seeds to it.
    """

    value: float
    unit: str = ""
    interval: tuple[float, float] | None = None

    @property
    def low(self) -> float:
        """Lower end of the interval, or the value."""
        return self.value if self.interval is None else self.interval[0]

    @property
    def high(self) -> float:
        """Upper end of the interval, or the value."""
        return self.value if self.interval is None else self.interval[1]

    def __str__(self) -> str:
        """Return value, unit and interval."""
        text = f"{_shown(self.value)} {self.unit}".rstrip()
        return text if self.interval is None else f"{text} [{_shown(self.low)}, {_shown(self.high)}]"


def _shown(value: float) -> str:
    return f"{value:.2e}" if 10**6 <= abs(value) < math.inf else number(value)


Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the figures say of a claim.

    Args:
        outcome: HOLDS; FAILS; or DEPENDS, where it holds under some of the conditions that were measured.
        reason: one sentence.
    """

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the lectures that can be put to the test.

    Args:
        id: of its row in the systems table.
        sentence: what is claimed.
        method: how it is measured, one sentence.
        measure: does the experiments.
        judge: the rule; it sees the figures and nothing else.
    """

    id: str
    sentence: str
    method: str
    measure: Callable[[Laboratory], Figures]
    judge: Callable[[Figures], Verdict]


def mean_over_seeds(values: Sequence[float], unit: str = "") -> Figure:
    """Return the mean of one value a seed, with Student's 95 % interval; without bounds where a value is not finite.

    Args:
        values: 2 to 16 of them.
        unit: of the values.

    Source:
        Student (1908), The probable error of a mean, Biometrika 6.
    """
    mean = fmean(values)
    if not all(map(math.isfinite, values)):
        return Figure(mean, unit, (-math.inf, math.inf))
    half = _T975[len(values) - 2] * stdev(values) / math.sqrt(len(values))
    return Figure(mean, unit, (mean - half, mean + half))


def geometric_mean_over_seeds(values: Sequence[float]) -> Figure:
    """Return the geometric mean of values of many magnitudes, with Student's 95 % interval of their logarithms.

    Args:
        values: one a seed, 2 to 16 of them; 0 counts as the smallest float.
    """
    logs = mean_over_seeds([math.log(max(value, sys.float_info.min)) for value in values])
    return Figure(_power(logs.value), "", (_power(logs.low), _power(logs.high)))


def _power(log: float) -> float:
    try:
        return math.exp(log)
    except OverflowError:
        return math.inf


def outcome_of(answers: Sequence[bool]) -> Outcome:
    """Return HOLDS where every condition bears the claim out, FAILS where none does, DEPENDS elsewhere.

    Args:
        answers: one for each condition that was measured, at least one.
    """
    if all(answers):
        return "HOLDS"
    return "DEPENDS" if any(answers) else "FAILS"
