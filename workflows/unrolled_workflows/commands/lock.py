"""``unrolled lock``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import params_here, workspace_here


@click.command()
@click.option("--search", is_flag=True, help="Of all that the search may use, in search/plugins.lock.yaml.")
def lock(*, search: bool) -> None:
    """Write plugins.lock.yaml: what code each component is; nothing is written where nothing changed."""
    from unrolled_workflows.lockfile import current_lock, update_lock

    path, params = workspace_here().lock, params_here()
    if search:
        from unrolled_workflows.search.identity.code import search_lock
        from unrolled_workflows.search.prepared import require_search

        require_search(params)
        path, found = path.parent / "search" / path.name, search_lock(params)
    else:
        found = current_lock(params)
    changed = update_lock(path, found)
    click.echo(f"{path.relative_to(workspace_here().root)}: {'written' if changed else 'unchanged'}")
