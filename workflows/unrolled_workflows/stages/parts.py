"""A process's part of a training; run by ``unrolled.runtime.members``, it is one more process of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.contracts import Run, Silent
from unrolled.host import Host
from unrolled.params import Document, Experiment, plugin_files
from unrolled.params.validate import validate
from unrolled.runtime.fit import Fitted, fit
from unrolled.runtime.members import serve
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.rendezvous import joined, meet
from unrolled.runtime.seeding import derive
from unrolled.runtime.together import Together
from unrolled.runtime.world import World
from unrolled_workflows.attribution import attributed
from unrolled_workflows.callbacks import callbacks_of
from unrolled_workflows.stages import stage_named
from unrolled_workflows.stages.artifacts import read_vectors
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.model import fresh_task, open_split

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask

COMMAND = (sys.executable, "-m", __name__)
_SECTIONS = ("data", *stage_named("train").sections)


@dataclass(frozen=True, slots=True)
class Part:
    """What one more process is told: plain values alone.

    Args:
        world: as it sees it.
        values: of params.yaml.
        inputs: name of an earlier stage to its output directory.
        work: directory of the stage's work in progress.
        run: for the plugins' callbacks.
        goes_on: whether a checkpoint is left at the end.
    """

    world: World
    values: Mapping[str, Any]
    inputs: Mapping[str, Path]
    work: Path
    run: Run | None
    goes_on: bool


def part_of(context: Context, world: World) -> Part:
    """Return what one more process is told.

    Args:
        context: of the stage.
        world: as that process sees it.
    """
    values = {name: context.experiment.section(name) for name in _SECTIONS}
    given = {name: value for name, value in values.items() if value is not None}
    return Part(world, given, context.inputs, context.work, context.run, context.goes_on)


def take_part(context: Context, ranks: Ranks) -> tuple[SequenceTask, Fitted]:
    """Train a fresh task with the other ranks.

    Args:
        context: of the stage.
        ranks: seen from this process.

    Returns:
        The task with its best weights, and what the training gave; the same on every rank.
    """
    experiment, tokens = context.experiment, context.inputs["tokens"]
    task = fresh_task(experiment, tokens, read_vectors(context.inputs["embedding"], experiment))
    fitted = fit(
        task,
        open_split(experiment, tokens, "train"),
        open_split(experiment, tokens, "validation"),
        experiment.train,
        lengths_field=experiment.roles["input"],
        seed=derive(experiment.seed, "train"),
        work=context.work / "checkpoints",
        progress=context.progress,
        callbacks=context.callbacks(),
        log=context.log,
        goes_on=context.goes_on,
        ranks=ranks,
    )
    return task, fitted


def silent_context(
    experiment: Experiment, host: Host, inputs: Mapping[str, Path], work: Path, run: Run | None
) -> Context:
    """Return the context of a process that neither shows nor records anything.

    Args:
        experiment: that is trained.
        host: with the plugins whose callbacks run on every rank.
        inputs: name of an earlier stage to its output directory.
        work: directory of the stage's work in progress.
        run: what the callbacks are told; None: there are none.
    """
    return Context(
        experiment=experiment,
        lock={},
        inputs=inputs,
        out=work / "out",
        work=work,
        progress=Silent(),
        callbacks=lambda: callbacks_of(host, run) if run else (),
        log=lambda _metrics, _step: None,
        run=run,
    )


def _work(part: Part) -> None:
    document = Document("params.yaml", dict(part.values))
    host = Host.discover(plugin_files(document))
    experiment = validate(document, host)
    context = silent_context(experiment, host, part.inputs, part.work, part.run)
    world, place = meet(part.world)
    with attributed(experiment), joined(world, place, experiment.train.device):
        take_part(replace(context, goes_on=part.goes_on), Together(world))


if __name__ == "__main__":
    serve(_work)
