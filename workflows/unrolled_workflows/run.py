"""All stages in order, without DVC: for the command line and for a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from unrolled.contracts import Progress
from unrolled.params import Params, read_params
from unrolled_workflows.execute import Setting, execute
from unrolled_workflows.load import LoadedRun, open_run
from unrolled_workflows.lockfile import current_lock
from unrolled_workflows.stages import stages_of
from unrolled_workflows.workspace import Workspace


def run(
    params: str | Path = "params.yaml",
    overrides: Mapping[str, Any] | Sequence[str] = (),
    *,
    progress: Progress | None = None,
) -> LoadedRun:
    """Run an experiment from data to report; a stage whose inputs have not changed is not run again.

    Args:
        params: of the experiment; outputs stand beside the file.
        overrides: values that replace those of the file for this run: ``{"train.epochs": 1}``, or ``KEY=VALUE``.
        progress: to be told of long work; shown on the terminal where None.

    Returns:
        The finished run: its metrics, predictions, model and report.

    Raises:
        UnrolledError: the parameters are wrong, or a stage failed.
    """
    path = Path(params)
    words = _words(overrides) if isinstance(overrides, Mapping) else overrides
    setting = prepare(read_params(path, words), Workspace(path.resolve().parent), progress)
    with setting.workspace.claimed():
        for stage in stages_of(setting.params.experiment):
            execute(stage, setting)
        return open_run(setting.workspace, setting.params.experiment)


def prepare(params: Params, workspace: Workspace, progress: Progress | None = None) -> Setting:
    """Return what all stages of one run share.

    Args:
        params: of the experiment.
        workspace: that it runs in.
        progress: to be told of long work; shown on the terminal where None.
    """
    from unrolled.runtime.progress import show_progress

    return Setting(workspace, params, current_lock(params), progress or show_progress())


def _words(overrides: Mapping[str, Any]) -> list[str]:
    return [f"{key}={json.dumps(value)}" for key, value in overrides.items()]
