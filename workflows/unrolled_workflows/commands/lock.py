"""``unrolled lock``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import params_here, workspace_here


@click.command()
def lock() -> None:
    """Write plugins.lock.yaml: what code each component is; nothing is written where nothing changed."""
    from unrolled_workflows.lockfile import current_lock, update_lock

    path = workspace_here().lock
    changed = update_lock(path, current_lock(params_here()))
    click.echo(f"{path.name}: {'written' if changed else 'unchanged'}")
