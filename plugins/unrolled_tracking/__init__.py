"""Trackers: mirrors of a run's metrics; the local metrics files stay the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Config, hookimpl, tracker

if TYPE_CHECKING:
    from unrolled import Component
    from unrolled.contracts import Run, Tracker

Name = Annotated[str, Field(min_length=1, max_length=128)]


class WandbConfig(Config):
    """Weights & Biases; offline unless told otherwise and given a key."""

    mode: Literal["offline", "online", "disabled"] = "offline"
    """offline: files in the run's directory; online: sent, where a key is set; disabled: nothing"""
    project: Name = "unrolled"
    """project that the runs belong to"""
    entity: Name | None = None
    """user or team; null: the key's own"""
    group: Name | None = None
    """name that joins runs on the service's page"""
    tags: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = ()
    """words to find the run by"""


@tracker("wandb", WandbConfig)
def wandb(config: WandbConfig, /, *, run: Run) -> Tracker:
    """Build the mirror to Weights & Biases."""
    from unrolled_tracking.mirror import WandbTracker

    return WandbTracker(config, run)


@hookimpl
def components() -> Sequence[Component]:
    """Return the trackers of this package."""
    return [wandb]
