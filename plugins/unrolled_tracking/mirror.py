"""The mirror to Weights & Biases: it never blocks a run for long and never fails one."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unrolled.secrets import without_passwords
from unrolled_tracking.keys import has_key

if TYPE_CHECKING:
    from types import ModuleType

    from unrolled.contracts import Run
    from unrolled_tracking import WandbConfig

_log = logging.getLogger("unrolled.tracking")

_PATIENCE = 10.0
"""Seconds that the service has to answer at the start, and to take what is left at the end."""


class WandbTracker:
    """Mirrors one run; after the first error it says so once and does nothing more.

    Args:
        config: of the component.
        run: the run to mirror; the service's files go into its directory.
    """

    def __init__(self, config: WandbConfig, run: Run) -> None:
        self._run: Any = None
        if config.mode != "disabled":
            self._guarded(lambda: self._start(config, run))

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Mirror metrics.

        Args:
            metrics: name to value.
            step: optimiser steps taken.
        """
        if self._run is not None:
            self._guarded(lambda: self._run.log(dict(metrics), step=step))

    def finish(self, outcome: str) -> None:
        """End the record.

        Args:
            outcome: ``done``, ``failed``, ``diverged`` or ``stopped``.
        """
        if self._run is not None:
            self._guarded(lambda: self._finish(outcome))
            self._run = None

    def _start(self, config: WandbConfig, run: Run) -> None:
        try:
            import wandb
        except ModuleNotFoundError:
            _log.warning("wandb: not installed, so nothing is mirrored; pip install 'unrolled[wandb]'")
            return
        # The service's own log would go to the home directory.
        os.environ.setdefault("WANDB_CACHE_DIR", str(run.directory / "wandb" / "cache"))
        wandb.setup(settings=wandb.Settings(silent=True))
        self._run = _connect(wandb, config, run)

    def _finish(self, outcome: str) -> None:
        self._run.summary["outcome"] = outcome
        self._run.finish(exit_code=0 if outcome == "done" else 1)

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - a mirror that breaks must not break the run
            self._run = None
            _log.warning("wandb: %s; the run goes on without it", _first_line(error))


def _connect(wandb: ModuleType, config: WandbConfig, run: Run) -> Any:
    if config.mode == "online" and not has_key(wandb.setup().settings.base_url):
        _log.warning("wandb: no key is set, so the run is kept offline; see: wandb login")
    elif config.mode == "online":
        try:
            return _init(wandb, config, run, mode="online")
        except Exception as error:  # noqa: BLE001 - whatever kept it from the service, offline is left
            _log.warning("wandb: %s; the run is kept offline", _first_line(error))
    return _init(wandb, config, run, mode="offline")


def _init(wandb: ModuleType, config: WandbConfig, run: Run, *, mode: str) -> Any:
    """Start the service's run; all that would tell of the machine or its user is turned off."""
    settings = wandb.Settings(
        silent=True,
        console="off",
        init_timeout=_PATIENCE,
        finish_timeout=_PATIENCE,
        disable_code=True,
        disable_git=True,
        x_disable_machine_info=True,
        x_disable_meta=True,
        x_disable_stats=True,
        x_save_requirements=False,
    )
    return wandb.init(
        mode=mode,
        project=config.project,
        entity=config.entity,
        group=config.group,
        tags=list(config.tags),
        name=run.id,
        job_type=run.stage,
        config=without_passwords(dict(run.params)),
        dir=str(run.directory),
        settings=settings,
    )


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
