"""The record of a stage's run: when, where, how it ended; trackers and hooks are told here."""

from __future__ import annotations

import platform
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from unrolled.contracts import Run, Tracker
from unrolled.durable import write_json
from unrolled.errors import DivergedError, PluginError
from unrolled.params import Params
from unrolled_workflows.stages import Stage
from unrolled_workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Record:
    """What a running stage tells the outside, and asks of it."""

    run: Run
    callbacks: Callable[[], Sequence[Any]]
    log: Callable[[Mapping[str, float], int], None]


@contextmanager
def open_record(stage: Stage, workspace: Workspace, params: Params) -> Generator[Record]:
    """Record a run of a stage in ``.unrolled/runs/ID/run.json``, which is no stage's output.

    Args:
        stage: that runs.
        workspace: that it runs in.
        params: of the experiment.

    Yields:
        The record; trackers start with the stage that trains.
    """
    started = datetime.now(UTC)
    name = f"{started:%Y%m%d-%H%M%S}-{stage.name}-{uuid.uuid4().hex[:6]}"
    run = Run(name, stage.name, params.document.values, workspace.runs / name)
    trackers = _trackers(params, run) if stage.name == "train" else []
    clock = time.monotonic()
    outcome = "failed"
    try:
        yield Record(run, lambda: _callbacks(params, run), lambda metrics, step: _log(trackers, metrics, step))
        outcome = "done"
    except DivergedError:
        outcome = "diverged"
        raise
    except KeyboardInterrupt:
        outcome = "stopped"
        raise
    finally:
        facts = {
            "stage": stage.name,
            "outcome": outcome,
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - clock, 3),
            "host": platform.node(),
        }
        write_json(run.directory / "run.json", facts)
        _finish(params, trackers, run, outcome)


def _trackers(params: Params, run: Run) -> list[Tracker]:
    return [chosen.located.component.build(chosen.config, run=run) for chosen in params.experiment.track.values()]


def _log(trackers: Sequence[Tracker], metrics: Mapping[str, float], step: int) -> None:
    for tracker in trackers:
        tracker.log(metrics, step)


def _callbacks(params: Params, run: Run) -> list[Any]:
    return [callback for _, answer in params.host.hook("callbacks", run=run) for callback in answer or ()]


def _finish(params: Params, trackers: Sequence[Tracker], run: Run, outcome: str) -> None:
    for tracker in trackers:
        tracker.finish(outcome)
    try:
        for _ in params.host.hook("run_finished", run=run, outcome=outcome):
            pass
    except PluginError as error:
        # The stage's own outcome stands; a plugin that fails afterwards is named and costs nothing else.
        click.echo(f"warning: {error}", err=True)
