"""``unrolled dvc``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import params_here, workspace_here


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 where dvc.yaml is not what it must be.")
def dvc(*, check: bool) -> None:
    """Write dvc.yaml from params.yaml and the installed plugins."""
    from unrolled.errors import ConfigError, Problem
    from unrolled_workflows.pipeline import is_current, write_pipeline

    workspace, params = workspace_here(), params_here()
    name = workspace.pipeline.name
    if not check:
        click.echo(f"{name}: {'written' if write_pipeline(workspace, params) else 'unchanged'}")
    elif not is_current(workspace.pipeline, params):
        raise ConfigError(Problem("is not what params.yaml asks for", where=name, command="unrolled dvc"))
