"""Where a search stands: its events, folded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from unrolled.errors import IntegrityError, Problem
from unrolled.search import Goal
from unrolled_workflows.search.legs import AGAIN, PASSING
from unrolled_workflows.search.record.events import (
    Broken,
    Closed,
    Ended,
    Event,
    Opened,
    Planned,
    Reported,
    Started,
    State,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trial stood among those that had been measured after as many epochs when it was.

    Args:
        rank: from 0.
        among: their number, itself included.
    """

    rank: int
    among: int


@dataclass(slots=True)
class Trial:
    """One configuration, and what is known of it.

    Args:
        number: from 0.
        values: parameter to value.
        reports: (repeat, epochs) to what the leg gave.
        measured: epochs to the objectives, means over all seeds, once every seed has reported.
        placed: epochs to the trial's place (from 0, by the first objective) when it was measured.
        running: repeat to the leg that was started and has not ended.
        starts: legs that were started.
        losses: legs that were lost to the machine.
        loss: the last of them.
        broken: repeat to why it gave nothing.
        state: how it ended; None while it goes on.
    """

    number: int
    values: Mapping[str, Any]
    reports: dict[tuple[int, int], Reported] = field(default_factory=dict[tuple[int, int], Reported])
    measured: dict[int, tuple[float, ...]] = field(default_factory=dict[int, tuple[float, ...]])
    placed: dict[int, Place] = field(default_factory=dict[int, Place])
    running: dict[int, Started] = field(default_factory=dict[int, Started])
    starts: int = 0
    losses: int = 0
    loss: Broken | None = None
    broken: dict[int, Broken] = field(default_factory=dict[int, Broken])
    state: State | None = None


class SearchState:
    """Every trial, in the order in which they were drawn.

    Args:
        seeds: trainings of each configuration.
    """

    def __init__(self, seeds: int) -> None:
        self.seeds = seeds
        self.trials: list[Trial] = []
        self.open: dict[int, Trial] = {}
        """those that have not ended, by number"""
        self.ended: list[int] = []
        """those that have, in the order of the ledger"""
        self.objectives: tuple[tuple[str, Goal], ...] = ()
        """names, and where better lies; empty before the first report"""
        self.closed = ""
        """why no configuration is drawn any more"""
        self._standings: dict[int, list[tuple[float, ...]]] = {}

    def apply(self, event: Event) -> None:
        """Take an event in.

        Args:
            event: the next of the ledger.

        Raises:
            ValueError: it cannot follow on those before.
        """
        match event:
            case Opened():
                pass
            case Closed(why):
                self.closed = why
            case Planned(number, values):
                self._require(number == len(self.trials), f"trial {number} is planned as number {len(self.trials)}")
                self.open[number] = Trial(number, values)
                self.trials.append(self.open[number])
            case Started():
                trial = self._trial(event.trial)
                self._require(event.repeat not in trial.running, f"trial {event.trial} is started twice at once")
                trial.running[event.repeat] = event
                trial.starts += 1
            case Reported():
                self._report(event)
            case Broken():
                self._break(event)
            case Ended(number, state):
                self._require(number in self.open, f"trial {number} ends twice")
                self.open.pop(number).state = state
                self.ended.append(number)

    def oriented(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Return objectives so that smaller is better.

        Args:
            values: in the order of the objectives.
        """
        pairs = zip(values, self.objectives, strict=True)
        return tuple(-value if goal == "maximize" else value for value, (_, goal) in pairs)

    def _report(self, event: Reported) -> None:
        trial, at = self._trial(event.trial), (event.repeat, event.epochs)
        self._require(at not in trial.reports, f"trial {event.trial} reports twice after {event.epochs} epochs")
        trial.running.pop(event.repeat, None)
        trial.reports[at] = event
        self.objectives = event.objectives
        found = [trial.reports.get((repeat, event.epochs)) for repeat in range(self.seeds)]
        values = [report.values for report in found if report is not None]
        if len(values) == self.seeds:
            trial.measured[event.epochs] = tuple(fmean(each) for each in zip(*values, strict=True))
            trial.placed[event.epochs] = self._place(event.epochs, self.oriented(trial.measured[event.epochs]))

    def _place(self, epochs: int, score: tuple[float, ...]) -> Place:
        standing = self._standings.setdefault(epochs, [])
        rank = bisect_right(standing, score)
        standing.insert(rank, score)
        return Place(rank, len(standing))

    def _break(self, event: Broken) -> None:
        trial = self._trial(event.trial)
        trial.running.pop(event.repeat, None)
        if event.reason in AGAIN:
            trial.losses += 1
            trial.loss = event
        elif event.reason not in PASSING:
            trial.broken[event.repeat] = event

    def _trial(self, number: int) -> Trial:
        self._require(number < len(self.trials), f"trial {number} was never planned")
        return self.trials[number]

    def _require(self, right: bool, otherwise: str) -> None:
        if not right:
            raise ValueError(otherwise)


def folded(events: Iterable[Event], seeds: int, where: str = "the ledger") -> SearchState:
    """Return where a search stands after its events.

    Args:
        events: of a ledger, in order.
        seeds: trainings of each configuration.
        where: file that holds them.

    Raises:
        IntegrityError: an event contradicts those before it.
    """
    state = SearchState(seeds)
    for number, event in enumerate(events, 1):
        take_in(state, event, f"{where}:{number}")
    return state


def take_in(state: SearchState, event: Event, where: str) -> None:
    """Apply an event that a ledger holds.

    Args:
        state: of the search.
        event: the next one.
        where: file and line that hold it.

    Raises:
        IntegrityError: it contradicts those before it.
    """
    try:
        state.apply(event)
    except ValueError as error:
        raise IntegrityError(Problem(f"contradicts what stands before it: {error}", where=where)) from error
