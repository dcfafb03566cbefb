"""``unrolled result``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import verdict, workspace_here


@click.command()
def result() -> None:
    """Print the test score of the finished run and the path of its report."""
    from unrolled_workflows.load import load_run

    click.echo(verdict(load_run(workspace_here().root)))
