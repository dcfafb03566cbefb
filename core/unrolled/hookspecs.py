"""The whole extension surface of unrolled: read this file to know what a plugin can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from unrolled.component import Component
    from unrolled.contracts import Run

hookspec = pluggy.HookspecMarker("unrolled")
hookimpl = pluggy.HookimplMarker("unrolled")

API_VERSION = 1
"""A plugin's module may say ``unrolled_api = 1``; a module that says nothing is read as this version."""


@hookspec
def components() -> Sequence[Component]:
    """Return what the plugin declares: the results of ``@cell``, ``@task`` and their kin.

    Called once, when the plugin is loaded. The module must not import torch, directly or otherwise.
    """
    return ()


@hookspec
def callbacks(run: Run) -> Sequence[Any]:
    """Return Lightning callbacks for a training run.

    Called once, before training starts, in the process that trains. The body may import torch.

    Args:
        run: the run that is about to start.
    """
    return ()


@hookspec
def run_finished(run: Run, outcome: str) -> None:
    """Learn that a stage ended; called for every stage, also after a failure.

    Args:
        run: the run that ended.
        outcome: ``done``, ``failed``, ``diverged`` or ``stopped``.
    """
