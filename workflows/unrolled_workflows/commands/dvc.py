"""``unrolled dvc``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from unrolled_workflows.commands.here import params_here, workspace_here

if TYPE_CHECKING:
    from unrolled.params import Params
    from unrolled_workflows.workspace import Workspace


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 where dvc.yaml is not what it must be.")
@click.option("--search", is_flag=True, help="The pipeline of the search, search/dvc.yaml.")
def dvc(*, check: bool, search: bool) -> None:
    """Write dvc.yaml from params.yaml and the installed plugins."""
    from unrolled.errors import ConfigError, Problem

    workspace, params = workspace_here(), params_here()
    name, is_current, write = (_search if search else _root)(workspace, params)
    if not check:
        click.echo(f"{name}: {'written' if write() else 'unchanged'}")
    elif not is_current():
        command = "unrolled dvc --search" if search else "unrolled dvc"
        raise ConfigError(Problem("is not what params.yaml asks for", where=name, command=command))


def _root(workspace: Workspace, params: Params) -> tuple[str, Callable[[], bool], Callable[[], bool]]:
    from unrolled_workflows.pipeline import is_current, write_pipeline

    path = workspace.pipeline
    return path.name, lambda: is_current(path, params), lambda: write_pipeline(workspace, params)


def _search(workspace: Workspace, params: Params) -> tuple[str, Callable[[], bool], Callable[[], bool]]:
    from unrolled_workflows.search.identity.pipeline import is_search_current, write_search_pipeline
    from unrolled_workflows.search.prepared import prepare_search

    found = prepare_search(params, workspace)
    return "search/dvc.yaml", lambda: is_search_current(found), lambda: write_search_pipeline(found)
