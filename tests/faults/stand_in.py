"""A worker without torch that trains in steps and leaves a checkpoint after each, and a search without a ledger."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from unrolled.durable import write_text
from unrolled.errors import PluginError
from unrolled.runtime.signals import stop_on_signals
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.trial.directory import held

STEPS = 10
"""Steps of an epoch."""


@dataclass
class StandIn:
    """Runs legs as a training does: it goes on from the checkpoint of its trial, and stops after a step when asked.

    A leg's last step waits for the file that is named, so that no leg ends before what is to happen has happened.
    """

    directory: Path
    seconds: float = 0.02
    awaited: str = ""

    def run(self, leg: Leg) -> Outcome:
        outcome = Outcome(leg, host=platform.node(), pid=os.getpid())
        began = time.time()
        with held(self.directory / f"{leg.trial}-{leg.repeat}") as place, stop_on_signals() as stop:
            checkpoint = place / "step"
            at = int(checkpoint.read_text()) if checkpoint.exists() else 0
            for step in range(at, leg.epochs * STEPS):
                time.sleep(self.seconds)
                while step == leg.epochs * STEPS - 1 and not (self.directory / self.awaited).exists():
                    time.sleep(self.seconds)
                note(place / "steps", step)
                write_text(checkpoint, str(step + 1))
                if stop.signum is not None:
                    return replace(outcome, reason="stopped")
        note(self.directory / "cards", os.environ.get("CUDA_VISIBLE_DEVICES", ""), began, time.time())
        return replace(outcome, values=(score(leg),))


@dataclass
class Picky:
    """Cannot be built on a node that was started with another version of its plugin."""

    directory: Path

    def __post_init__(self) -> None:
        raise PluginError("plugin my-dist is broken here")


def score(leg: Leg) -> float:
    """Return what the stand-in measures: a function of the leg alone."""
    return round(1 / (1 + leg.trial) + leg.epochs / 100, 6)


def describe() -> dict[str, str]:
    """Return what a node has; a node can be started with another version."""
    return {"plugin my-dist": os.environ.get("MY_DIST", "1.3")}


def note(path: Path, *values: object) -> None:
    """Append a line at once, whoever else does."""
    with path.open("a") as file:
        file.write(" ".join(map(str, values)) + "\n")


@dataclass
class Course:
    """Hands out legs in rungs: the legs of one end before those of the next start; a lost leg starts again."""

    rungs: list[list[Leg]]
    waiting: list[Leg] = field(default_factory=list)
    taken: list[Leg] = field(default_factory=list)
    ended: dict[tuple[int, int], Outcome] = field(default_factory=dict)
    broken: list[Outcome] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        self._running: list[Leg] = []
        self._moments = [time.monotonic()]

    @property
    def finished(self) -> bool:
        return self.stopping or not (self.rungs or self.waiting or self._running)

    @property
    def silence(self) -> float:
        """The longest time in which no leg was taken and none came back, in seconds."""
        return max(later - earlier for earlier, later in pairwise(self._moments))

    def take(self) -> Leg | None:
        if self.rungs and not self.waiting and not self._running:
            self.waiting = self.rungs.pop(0)
        if not self.waiting or self.stopping:
            return None
        leg = self.waiting.pop(0)
        self._moments.append(time.monotonic())
        self._running.append(leg)
        self.taken.append(leg)
        return leg

    def put(self, outcome: Outcome) -> None:
        self._moments.append(time.monotonic())
        self._running.remove(outcome.leg)
        if outcome.reason is None:
            assert (outcome.leg.trial, outcome.leg.epochs) not in self.ended
            self.ended[outcome.leg.trial, outcome.leg.epochs] = outcome
            return
        self.broken.append(outcome)
        self.waiting.append(replace(outcome.leg, attempt=outcome.leg.attempt + 1))


def legs(trials: Iterable[int], epochs: int = 1) -> list[Leg]:
    """Return the legs of one rung."""
    return [Leg(trial, 0, epochs, 0, {"train.learning_rate": 0.1 / (1 + trial)}) for trial in trials]


def steps(directory: Path, trial: int) -> list[int]:
    """Return the steps that were taken for a trial, in their order."""
    return [int(line) for line in (directory / f"{trial}-0" / "steps").read_text().splitlines()]
