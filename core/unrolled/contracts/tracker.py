"""A tracker: mirrors a run's metrics to a service; it never blocks a run and never fails one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one stage, as plugins see it.

    Args:
        id: unique in its workspace.
        stage: the stage's name.
        params: the experiment as plain values.
        directory: of the run's records (``.unrolled/runs/ID``): nothing here is a stage's output.
    """

    id: str
    stage: str
    params: Mapping[str, Any]
    directory: Path


class Tracker(Protocol):
    """Takes metrics as they come."""

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Mirror metrics.

        Args:
            metrics: name to value.
            step: optimiser steps taken.
        """
        ...

    def finish(self, outcome: str) -> None:
        """End the record.

        Args:
            outcome: ``done``, ``failed``, ``diverged`` or ``stopped``.
        """
        ...
