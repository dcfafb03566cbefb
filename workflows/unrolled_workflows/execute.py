"""One stage run: keyed, resumed where a killed run left off, published in one rename."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import chdir, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unrolled.contracts import Progress
from unrolled.durable import (
    MANIFEST,
    copy_sealed,
    faultpoint,
    make_directory,
    publish,
    remove,
    sha256,
    verify,
    write_json,
)
from unrolled.errors import IntegrityError
from unrolled.params import Params
from unrolled_workflows.attribution import attributed
from unrolled_workflows.keys import stage_key
from unrolled_workflows.lineage import input_digests, require_sound
from unrolled_workflows.records import Record, open_record
from unrolled_workflows.stages import Stage
from unrolled_workflows.stages.context import Context
from unrolled_workflows.store.sharing import shared_output
from unrolled_workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Setting:
    """What all stages of one run share.

    Args:
        workspace: where they read and write.
        params: the experiment and its host.
        lock: the code of its components.
        progress: to be told of long work.
        goes_on: whether the training will be asked for more epochs later.
    """

    workspace: Workspace
    params: Params
    lock: Mapping[str, Any]
    progress: Progress
    goes_on: bool = False


def execute(stage: Stage, setting: Setting) -> bool:
    """Make a stage's output what its inputs, parameters and code ask for; the caller holds the workspace.

    Args:
        stage: of the table.
        setting: of the run.

    Returns:
        Whether there was anything to do.

    Raises:
        UnrolledError: the stage failed; its work in progress stays, and nothing else does.
    """
    workspace = setting.workspace
    require_sound(stage.needs, workspace)
    key = stage_key(stage, workspace, setting.params.experiment, setting.lock)
    if is_current(stage, workspace, key):
        return False
    work = workspace.work(stage.name, key)
    if shared := shared_output(setting.params.experiment, workspace.root, stage.name, key):
        copy_sealed(shared, work / "out")
    build(stage, setting, work)
    output = workspace.output(stage.name)
    publish(work / "out", output, inputs=input_digests(stage.needs, workspace))
    # The key stands outside the output, so that new code which gives the same bytes reruns nothing that follows.
    write_json(workspace.key(stage.name), {"key": key, "output": sha256(output / MANIFEST)})
    faultpoint(f"stage.{stage.name}.published")
    _forget(workspace, stage)
    return True


def is_current(stage: Stage, workspace: Workspace, key: str) -> bool:
    """Tell whether a stage's output in a workspace is whole, and what a key asks for.

    Args:
        stage: of the table.
        workspace: where the output stands.
        key: digest of all that it depends on.
    """
    output = workspace.output(stage.name)
    with suppress(OSError, ValueError):
        wanted = {"key": key, "output": sha256(output / MANIFEST)}
        return json.loads(workspace.key(stage.name).read_text(encoding="utf-8")) == wanted and _is_sealed(output)
    return False


def _is_sealed(directory: Path) -> bool:
    with suppress(IntegrityError):
        return bool(verify(directory))
    return False


def build(stage: Stage, setting: Setting, work: Path) -> None:
    """Run a stage's body, unless a sealed output stands in its work directory already.

    Args:
        stage: of the table.
        setting: of the run.
        work: a directory that outlives a kill; the output is its ``out``.

    Raises:
        UnrolledError: the stage failed.
    """
    faultpoint(f"stage.{stage.name}.start")
    if not _is_sealed(work / "out"):
        _fill(stage, setting, work)
    faultpoint(f"stage.{stage.name}.built")


def _fill(stage: Stage, setting: Setting, work: Path) -> None:
    remove(work / "out")
    make_directory(work / "out")
    # Paths in params.yaml start from its own directory, wherever the caller stands.
    with (
        chdir(setting.workspace.root),
        open_record(stage, setting.workspace, setting.params) as record,
        attributed(setting.params.experiment),
    ):
        stage.body(_context(stage, setting, work, record))


def _context(stage: Stage, setting: Setting, work: Path, record: Record) -> Context:
    return Context(
        experiment=setting.params.experiment,
        lock={slot: setting.lock[slot] for slot in (*stage.slots, "environment") if slot in setting.lock},
        inputs={name: setting.workspace.output(name) for name in stage.needs},
        out=work / "out",
        work=work,
        progress=setting.progress,
        callbacks=record.callbacks,
        log=record.log,
        run=record.run,
        goes_on=setting.goes_on,
    )


def _forget(workspace: Workspace, stage: Stage) -> None:
    """Remove the stage's work in progress, of this key and of keys that nobody asks for any more."""
    parent = workspace.work(stage.name, "").parent
    for work in sorted(parent.glob(f"{stage.name}-*")):
        remove(work)
