"""Means over seeds, how far chance could have moved them, and whether the best is beyond its reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from unrolled_workflows.search.record.state import SearchState, Trial

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the bounds that it lies within at a confidence of 95 %.

    Args:
        mean: of the seeds.
        low: the mean itself where there is one seed.
        high: the same.
    """

    mean: float
    low: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """Return the mean of some seeds' values with its interval by Student's t.

    Args:
        values: one a seed.
    """
    mean = fmean(values)
    if len(values) == 1:
        return Interval(mean, mean, mean)
    from scipy.stats import t

    half = float(t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - half, mean + half)


def of_trial(trial: Trial, epochs: int, seeds: int, objective: int = 0) -> Interval:
    """Return a trial's objective with its interval.

    Args:
        trial: that was measured after so many epochs.
        epochs: of a rung.
        seeds: trainings of each configuration.
        objective: its position.
    """
    return interval([trial.reports[repeat, epochs].values[objective] for repeat in range(seeds)])


def is_separated(state: SearchState, epochs: int) -> bool:
    """Return whether the interval of the best complete trial and that of the next best do not touch.

    Args:
        state: of a search with several seeds and one objective.
        epochs: of a full training.
    """
    complete = [trial for trial in state.trials if trial.state == "complete" and epochs in trial.measured]
    best = sorted(complete, key=lambda trial: state.oriented(trial.measured[epochs]))[:2]
    if len(best) < 2:  # noqa: PLR2004 - the best and the next best
        return False
    first, second = (of_trial(trial, epochs, state.seeds) for trial in best)
    return first.low > second.high or first.high < second.low
