"""A cluster without machines: a heap of events, on which workers train, vanish and wait for one driver."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from search_rates import Rates
from search_regret import LOSS
from unrolled_workflows.search.legs import Leg, Outcome

EPOCH, SPREAD = 60.0, 0.3
VANISH_PER_HOUR, HIRE = 0.01, 300.0


class Dispatches(Protocol):
    """What a simulated cluster asks for legs."""

    def take(self) -> Leg | None:
        """Return the next leg to start."""
        ...

    def put(self, outcome: Outcome) -> None:
        """Take how a leg ended."""
        ...


@dataclass(slots=True)
class Cluster:
    """Workers that train at a speed of the trial, vanish now and then, and wait for one driver.

    Args:
        dispatcher: of the search.
        workers: their number.
        checkpoint: seconds of training between two checkpoints.
        rates: seconds of the driver's work besides its decisions.
    """

    dispatcher: Dispatches
    workers: int
    checkpoint: float
    rates: Rates
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    now: float = 0.0
    busy: float = 0.0
    """seconds that workers trained"""
    lost: float = 0.0
    """seconds of these whose training was lost"""
    driver: float = 0.0
    """seconds that the driver worked"""
    free_at: float = 0.0
    """when the driver has done what it was asked"""
    waited: float = 0.0
    """seconds that workers waited while trials were left to begin"""
    begun_at: float = 0.0
    """when the last trial began"""
    legs: int = 0
    trials: int = 0
    _waiting: float = 0.0
    _trained: dict[int, float] = field(default_factory=dict[int, float])
    _events: list[tuple[float, int, Leg | None, bool]] = field(
        default_factory=list[tuple[float, int, "Leg | None", bool]]
    )
    _tickets: Iterator[int] = field(default_factory=itertools.count)

    def run(self) -> None:
        """Run until no leg is left."""
        idle = self.workers
        while True:
            while idle and (leg := self._take()) is not None:
                idle -= 1
                self._start(leg)
            if idle and not any(event[2] for event in self._events):
                return
            before = self.now
            self.now, _, leg, vanished = heapq.heappop(self._events)
            self._waiting += idle * (self.now - before)
            idle += not vanished
            if leg is not None:
                self._end(leg, vanished=vanished)

    def _take(self) -> Leg | None:
        began = time.perf_counter()
        leg = self.dispatcher.take()
        seconds = time.perf_counter() - began
        if leg is not None:
            drawn = leg.trial >= self.trials
            seconds += self.rates.commit
            if drawn:
                self.trials = leg.trial + 1
                self.waited, self.begun_at = self._waiting, self.now
                seconds += self.rates.draw(self.trials)
        self._occupy(seconds)
        return leg

    def _start(self, leg: Leg) -> None:
        """Let a worker train, from the trial's last checkpoint, when the driver has come to it."""
        speed = float(np.exp(np.random.default_rng(leg.trial).normal(0, SPREAD))) * EPOCH
        needed = leg.epochs * speed - self._trained.get(leg.trial, 0.0)
        lives = float(self.random.exponential(3600 / VANISH_PER_HOUR))
        begins, trained = max(self.now, self.free_at), min(needed, lives)
        self._waiting += begins - self.now
        self.legs += 1
        if lives < needed:
            kept = trained // self.checkpoint * self.checkpoint
            self.lost += trained - kept
            heapq.heappush(self._events, (begins + trained + HIRE, next(self._tickets), None, False))
        else:
            kept = trained
        self.busy += trained
        self._trained[leg.trial] = self._trained.get(leg.trial, 0.0) + kept
        heapq.heappush(self._events, (begins + trained, next(self._tickets), leg, lives < needed))

    def _end(self, leg: Leg, *, vanished: bool) -> None:
        began = time.perf_counter()
        value = (leg.trial * 0.618) % 1 + 1 / leg.epochs
        self.dispatcher.put(Outcome(leg, reason="lost") if vanished else Outcome(leg, (value,), LOSS))
        self._occupy(time.perf_counter() - began)

    def _occupy(self, seconds: float) -> None:
        self.free_at = max(self.free_at, self.now) + seconds
        self.driver += seconds
