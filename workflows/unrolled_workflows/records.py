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

from unrolled.contracts import Run
from unrolled.durable import write_json
from unrolled.errors import DivergedError, PluginError
from unrolled.params import Params
from unrolled.runtime.signals import StoppedError
from unrolled.secrets import without_passwords
from unrolled_workflows.callbacks import callbacks_of
from unrolled_workflows.stages import Stage
from unrolled_workflows.trackers import Trackers
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
    run = Run(name, stage.name, without_passwords(params.document.values), workspace.runs / name)
    trackers = Trackers(params.experiment.track if stage.name == "train" else {}, run)
    clock = time.monotonic()
    outcome = "failed"
    try:
        yield Record(run, lambda: callbacks_of(params.host, run), trackers.log)
        outcome = "done"
    except DivergedError:
        outcome = "diverged"
        raise
    except (KeyboardInterrupt, StoppedError):
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
        trackers.finish(outcome)
        _finished(params, run, outcome)


def _finished(params: Params, run: Run, outcome: str) -> None:
    """Tell every plugin; one that fails is named, and the stage's own outcome stands."""
    for plugin in params.host.answering("run_finished"):
        try:
            params.host.call("run_finished", plugin, run=run, outcome=outcome)
        except PluginError as error:
            click.echo(f"warning: {error}", err=True)
