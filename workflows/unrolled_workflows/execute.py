"""One stage run: locked, keyed, resumed where a killed run left off, published in one rename."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import chdir, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unrolled.contracts import Progress
from unrolled.durable import MANIFEST, faultpoint, lock, publish, read_manifest, remove, verify
from unrolled.errors import IntegrityError
from unrolled.params import Params
from unrolled_workflows.keys import stage_key
from unrolled_workflows.records import Record, open_record
from unrolled_workflows.stages import Stage
from unrolled_workflows.stages.context import Context
from unrolled_workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Setting:
    """What all stages of one run share.

    Args:
        workspace: where they read and write.
        params: the experiment and its host.
        lock: the code of its components.
        progress: to be told of long work.
    """

    workspace: Workspace
    params: Params
    lock: Mapping[str, Any]
    progress: Progress


def execute(stage: Stage, setting: Setting) -> bool:
    """Make a stage's output what its inputs, parameters and code ask for.

    Args:
        stage: of the table.
        setting: of the run.

    Returns:
        Whether there was anything to do.

    Raises:
        BusyError: another process runs this stage here.
        UnrolledError: the stage failed; its work in progress stays, and nothing else does.
    """
    workspace = setting.workspace
    with lock(workspace.busy(stage.name)):
        for name in stage.needs:
            if workspace.output(name).is_dir():
                verify(workspace.output(name))
        key = stage_key(stage, workspace, setting.params.experiment, setting.lock)
        output = workspace.output(stage.name)
        if _is_current(output, key):
            return False
        work = workspace.work(stage.name, key)
        faultpoint(f"stage.{stage.name}.start")
        if not _is_current(work / "out", key):
            _build(stage, setting, work)
        faultpoint(f"stage.{stage.name}.built")
        publish(work / "out", output, key=key)
        faultpoint(f"stage.{stage.name}.published")
        _forget(workspace, stage)
        return True


def _is_current(directory: Path, key: str) -> bool:
    if not (directory / MANIFEST).is_file():
        return False
    with suppress(IntegrityError):
        return read_manifest(directory).get("key") == key and bool(verify(directory))
    return False


def _build(stage: Stage, setting: Setting, work: Path) -> None:
    remove(work / "out")
    (work / "out").mkdir(parents=True)
    # Paths in params.yaml start from its own directory, wherever the caller stands.
    with chdir(setting.workspace.root), open_record(stage, setting.workspace, setting.params) as record:
        stage.body(_context(stage, setting, work, record))


def _context(stage: Stage, setting: Setting, work: Path, record: Record) -> Context:
    return Context(
        experiment=setting.params.experiment,
        lock=setting.lock,
        inputs={name: setting.workspace.output(name) for name in stage.needs},
        out=work / "out",
        work=work,
        progress=setting.progress,
        callbacks=record.callbacks,
        log=record.log,
    )


def _forget(workspace: Workspace, stage: Stage) -> None:
    """Remove the stage's work in progress, of this key and of keys that nobody asks for any more."""
    parent = workspace.work(stage.name, "").parent
    for work in sorted(parent.glob(f"{stage.name}-*")):
        remove(work)
