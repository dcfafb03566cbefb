"""``unrolled search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unrolled_workflows.commands.here import params_here, workspace_here

if TYPE_CHECKING:
    from unrolled_workflows.search.prepared import Search
    from unrolled_workflows.search.session import Session


@click.group(invoke_without_command=True)
@click.option("--workers", type=click.IntRange(1, 10_000), help="Trials at once; default: what the cores hold.")
@click.option("--executor", type=click.Choice(["local", "ray"]), default="local", help="Where trials run.")
@click.option("--address", help="Of a Ray cluster that is up; without it --executor ray starts one here.")
@click.option("--resume", is_flag=True, help="Go on with a search that was stopped; refuse where there is none.")
@click.option("--dry-run", is_flag=True, help="Print the space, its size and what it will cost; one trial is timed.")
@click.option("--allow-failed", is_flag=True, help="Exit with 0 where trials failed and at least one is complete.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Replace a value of params.yaml.")
@click.pass_context
def search(
    context: click.Context,
    *,
    workers: int | None,
    executor: str,
    address: str | None,
    resume: bool,
    dry_run: bool,
    allow_failed: bool,
    overrides: tuple[str, ...],
) -> None:
    """Search what params.yaml varies; started again, it goes on where it was stopped.

    Writes search/trials.csv, search/best_params.yaml and search/metrics.json.
    """
    if context.invoked_subcommand is not None:
        return
    from unrolled.errors import ConfigError, Problem
    from unrolled_workflows.search.driver import opened
    from unrolled_workflows.search.executors import default_workers
    from unrolled_workflows.search.identity.pipeline import require_search_current
    from unrolled_workflows.search.prepared import prepare_search
    from unrolled_workflows.search.results.estimate import estimate

    if address is not None and executor != "ray":
        raise click.UsageError("--address is a Ray cluster's: --executor ray")
    found = prepare_search(params_here(overrides), workspace_here())
    if dry_run:
        click.echo(estimate(found, workers or default_workers(found)))
        return
    require_search_current(found)
    if resume and not found.ledger.exists():
        what = "there is no search to go on with, for what params.yaml and the installed code say now"
        raise ConfigError(Problem(what, where=str(found.workspace.searches), command="unrolled search"))
    with opened(found) as session:
        _run(found, session, executor, address, workers)
        _conclude(found, session, allow_failed=allow_failed)


@search.command()
@click.argument("target", type=click.Path(dir_okay=False), default="search/study.db")
def export(target: str) -> None:
    """Write the search as an Optuna study in an SQLite file, which optuna-dashboard opens."""
    from pathlib import Path

    from unrolled_workflows.search.driver import look_at
    from unrolled_workflows.search.prepared import prepare_search
    from unrolled_workflows.search.results.export import export_study

    found = prepare_search(params_here(), workspace_here())
    count = export_study(look_at(found), found.space, found.key[:16], Path(target))
    click.echo(f"{target}: {count} trials")


def _run(found: Search, session: Session, executor: str, address: str | None, workers: int | None) -> None:
    from unrolled_workflows.search.driver import drive
    from unrolled_workflows.search.executors import make_executor
    from unrolled_workflows.search.results.watch import Watch

    if session.finished:
        return
    made = make_executor(executor, found, workers, address)
    with Watch(session.state, session.plan) as watch:
        drive(found, session, made, watch)
    click.echo(f"workers waited {made.idle:.1f} s for one another")


def _conclude(found: Search, session: Session, *, allow_failed: bool) -> None:
    from unrolled.errors import Problem, SearchError
    from unrolled_workflows.search.driver import conclude
    from unrolled_workflows.search.results.tables import failures
    from unrolled_workflows.search.results.watch import Watch

    failed = [trial for trial in session.state.trials if trial.state == "failed"]
    for line in failures(failed):
        click.echo(line, err=True)
    conclude(found, session)
    if session.state.closed:
        click.echo(f"ended before its last trial: {session.state.closed}")
    click.echo(f"{Watch(session.state, session.plan).line()}\ntable search/trials.csv\ntimes {found.timings}")
    if failed and not allow_failed:
        what = f"{len(failed)} of {len(session.state.trials)} trials failed; the others stand in search/trials.csv"
        raise SearchError(Problem(what, command="unrolled search --allow-failed"))
