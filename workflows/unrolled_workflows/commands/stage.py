"""``unrolled stage``: what the commands in dvc.yaml call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unrolled_workflows.commands.here import params_here, workspace_here
from unrolled_workflows.stages import STAGES

if TYPE_CHECKING:
    from unrolled.sections import TrainConfig


@click.command()
@click.argument("name", type=click.Choice([stage.name for stage in STAGES]))
def stage(name: str) -> None:
    """Run one stage of the pipeline; DVC calls this."""
    from unrolled.durable import die_with_parent
    from unrolled.errors import ConfigError, Problem
    from unrolled_workflows.assist import assist
    from unrolled_workflows.execute import execute
    from unrolled_workflows.lockfile import require_locked
    from unrolled_workflows.pipeline import require_current
    from unrolled_workflows.run import prepare
    from unrolled_workflows.stages import stages_of

    die_with_parent()
    params, workspace = params_here(), workspace_here()
    require_current(workspace, params)
    stages = {stage.name: stage for stage in stages_of(params.experiment)}
    if name not in stages:
        what = f"has no section '{name}', which asks for stage '{name}'"
        raise ConfigError(Problem(what, where=workspace.params.name, command=f"unrolled show section {name}"))
    setting = prepare(params, workspace)
    require_locked(workspace.lock, setting.lock)
    if node := _other_node(name, params.experiment.train):
        done = assist(stages[name], setting, node)
    else:
        with workspace.claimed():
            done = execute(stages[name], setting)
    click.echo(f"stage {name}: {'done' if done else 'unchanged'}")


def _other_node(name: str, settings: TrainConfig) -> int:
    """Return the number of a node that trains but is not the one that writes, and 0 elsewhere."""
    if name != "train" or settings.num_nodes == 1:
        return 0
    from unrolled.runtime.world import world_of

    return world_of(settings).node
