"""``unrolled run``: all stages in order, without DVC."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import verdict, workspace_here


@click.command()
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
def run(overrides: tuple[str, ...]) -> None:
    """Run every stage in order, without DVC; KEY=VALUE replaces a value of params.yaml for this run."""
    from unrolled_workflows.run import run as run_all

    click.echo(verdict(run_all(workspace_here().params, overrides)))
