"""What a driver does each second: events that its ledger takes, configurations that it draws."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from interleaved import seconds_of
from table import Row
from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space
from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.record.events import Started
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.record.state import SearchState, Trial

TOGETHER, COMMITS, GOAL = 64, 100, 1000.0
SIZES = (100, 1000, 3000)
DRAWS = 5
SPACE = Space(
    [
        Dimension("cell.name", Choice(["gru", "lstm"])),
        Dimension("cell.hidden_size", Interval(16, 512, log=True, whole=True)),
        Dimension("train.learning_rate", Interval(1e-4, 1e-1, log=True)),
        Dimension("train.batch_size", Interval(16, 256, log=True, whole=True)),
        Dimension("unroll.dropout", Interval(0, 0.6)),
        Dimension("embedding.dim", Interval(50, 300, step=50, whole=True)),
    ]
)


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds of what a driver does, as this machine measured them.

    Args:
        commit: until a few events are on the disk.
        sizes: trials that had ended before.
        draws: seconds of asking TPE and telling it after each of the sizes.
    """

    commit: float
    sizes: Sequence[int]
    draws: Sequence[float]

    def draw(self, trials: int) -> float:
        """Return the seconds of asking TPE and telling it, between those that were measured.

        Args:
            trials: that had ended before.
        """
        return float(np.interp(trials, self.sizes, self.draws))


def measure_rates(sizes: Sequence[int] = SIZES) -> Rates:
    """Measure what a driver does.

    Args:
        sizes: trials that had ended before.
    """
    return Rates(commit_seconds(1), sizes, draw_seconds(sizes))


def commit_seconds(events: int) -> float:
    """Return the median seconds until some events are on the disk.

    Args:
        events: noted before each wait.
    """
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        ledger = Ledger(Path(place) / "ledger.jsonl")

        def commit() -> None:
            for number in range(events):
                ledger.note(Started(number, 0, 1, 0))
            ledger.commit()

        return median(seconds_of(commit) for _ in range(COMMITS))


def draw_seconds(sizes: Sequence[int]) -> list[float]:
    """Return the median seconds of drawing by TPE and telling how it ended, after so many trials.

    Three of four trials were stopped early.

    Args:
        sizes: trials, growing.
    """
    suggester, state = Suggester(SPACE, "tpe", 1, 0), SearchState(1)
    random, known = Suggester(SPACE, "random", 1, 1), 0
    state.objectives = (("loss", "minimize"),)
    found: list[float] = []
    for size in sizes:
        for number in range(known, size):
            values = random.draw()
            assert values is not None
            suggester.remember(values)
            suggester.tell(_ended(Trial(number, values)), state)
        drawn = [seconds_of(partial(_next, suggester, state, size + number)) for number in range(DRAWS)]
        known = size + DRAWS
        found.append(median(drawn))
    return found


def measure() -> Iterator[Row]:
    """Yield the rows of the ledger and of the draws."""
    one, many = commit_seconds(1), commit_seconds(TOGETHER)
    yield Row(f"state changes a second on the disk, {TOGETHER} a wait", "-", TOGETHER / many, GOAL)
    yield Row("state changes a second on the disk, one a wait", "-", 1 / one, None)
    for size, seconds in zip(SIZES, draw_seconds(SIZES), strict=True):
        yield Row(f"ms of asking TPE and telling it, after {size:,} trials", "-", seconds * 1e3, None, lower=True)


def _next(suggester: Suggester, state: SearchState, number: int) -> None:
    suggester.draw()
    suggester.tell(_ended(Trial(number, {})), state)


def _ended(trial: Trial) -> Trial:
    score = (trial.number * 0.618) % 1
    trial.state = "complete" if trial.number % 4 == 0 else "pruned"
    trial.measured = {1: (score,), 3: (score,)} if trial.state == "complete" else {1: (score,)}
    return trial
