"""What a search hands to an executor, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from unrolled.errors import UnrolledError
from unrolled.search import Goal

Reason = Literal[
    "config",
    "data",
    "plugin",
    "integrity",
    "memory",
    "resources",
    "diverged",
    "unexpected",
    "lost",
    "orphaned",
    "stopped",
]
"""Why a leg gave no values.

``resources``: a disk, a store or a device was not there for it; ``lost``: its worker vanished; ``orphaned``: its driver
did; ``stopped``: it was asked to, and left a checkpoint.
"""
AGAIN = ("lost", "resources")
"""Reasons that are the machine's and may pass: the leg is started again, so many times."""
PASSING = ("orphaned", "stopped")
"""Reasons that say nothing of the trial: it goes on as if nothing had been."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a trial: one configuration with one seed, trained up to a number of epochs.

    Args:
        trial: number of the configuration, from 0.
        repeat: number of the seed, from 0.
        epochs: that the training shall have had when the leg ends; earlier legs had some of them.
        attempt: how often this leg was started before.
        values: parameter to value, as ``Space.vary`` takes them.
    """

    trial: int
    repeat: int
    epochs: int
    attempt: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a leg ended.

    Args:
        leg: that ended.
        values: of the objectives, in their order; empty where it gave none.
        objectives: their names and where better lies, as the worker's task says.
        reason: why it gave none; None where it gave some.
        message: what the worker said of it.
        host: that ran it.
        pid: of the worker.
        seconds: that it took, of which ``shared`` went into stages before training.
        shared: seconds.
    """

    leg: Leg
    values: tuple[float, ...] = ()
    objectives: tuple[tuple[str, Goal], ...] = ()
    reason: Reason | None = None
    message: str = ""
    host: str = ""
    pid: int = 0
    seconds: float = 0.0
    shared: float = 0.0


class Runs(Protocol):
    """What stands in a worker process."""

    def run(self, leg: Leg) -> Outcome | UnrolledError:
        """Run a leg; what goes wrong is its outcome, or why no leg can run."""
        ...


class Dispatcher(Protocol):
    """What an executor draws legs from and gives outcomes to; it lives in the process of the driver."""

    def take(self) -> Leg | None:
        """Return the next leg to start, noted as started; None where none may start before another outcome."""
        ...

    def put(self, outcome: Outcome) -> None:
        """Note how a leg ended.

        Args:
            outcome: of a leg that ``take`` returned.
        """
        ...

    @property
    def finished(self) -> bool:
        """Whether no leg will ever start again."""
        ...
