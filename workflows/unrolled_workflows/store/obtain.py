"""The outputs of upstream stages: found, taken from the workspace, or built by one process for all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from unrolled.durable import copy_sealed, write_manifest
from unrolled.errors import IntegrityError
from unrolled_workflows.execute import Setting, build, is_current
from unrolled_workflows.keys import stage_key
from unrolled_workflows.lineage import input_digests
from unrolled_workflows.stages import Stage
from unrolled_workflows.store.contract import Store
from unrolled_workflows.store.view import StoredWorkspace


def obtain_all(stages: Iterable[Stage], setting: Setting, store: Store) -> Setting:
    """Return a setting whose workspace has the outputs of some stages in a store.

    Args:
        stages: in order; each reads outputs of those before it alone.
        setting: of the experiment.
        store: that holds the outputs, or shall.

    Returns:
        The setting for the stages that follow; what they read stands in the store.

    Raises:
        UnrolledError: a stage failed, or the store refuses.
    """
    for stage in stages:
        place = obtain(stage, setting, store)
        setting = replace(setting, workspace=StoredWorkspace.of(setting.workspace, stage.name, place))
    return setting


def obtain(stage: Stage, setting: Setting, store: Store) -> Path:
    """Return the sealed output of a stage; of all processes that ask for it at once, one builds it.

    Args:
        stage: whose inputs stand in the setting's workspace.
        setting: of the experiment.
        store: that holds the output, or shall.

    Returns:
        Its directory in the store.

    Raises:
        UnrolledError: the stage failed, or the store refuses; its work in progress stays for the next builder.
    """
    key = stage_key(stage, setting.workspace, setting.params.experiment, setting.lock)
    while (found := store.find(stage.name, key)) is None:
        with store.building(stage.name, key) as work:
            if work is not None:
                _fill(stage, setting, key, work)
    return found


def _fill(stage: Stage, setting: Setting, key: str, work: Path) -> None:
    """Leave the sealed output in ``work/out``: a copy of the workspace's own where that has the key."""
    if is_current(stage, setting.workspace, key):
        # Another process may put a newer output in its place during the copy, which then is none of this key.
        with suppress(IntegrityError, OSError):
            copy_sealed(setting.workspace.output(stage.name), work / "out")
            return
    build(stage, setting, work)
    write_manifest(work / "out", inputs=input_digests(stage.needs, setting.workspace))
