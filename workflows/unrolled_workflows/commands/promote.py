"""``unrolled promote``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import params_here, workspace_here


@click.command()
@click.option("--trial", type=click.IntRange(0), help="Another than the best: its number in search/trials.csv.")
def promote(*, trial: int | None) -> None:
    """Write the winner of a search into params.yaml; `dvc repro` then gives its metric again, bit for bit."""
    from unrolled_workflows.pipeline import is_current, write_pipeline
    from unrolled_workflows.search.driver import read_trial
    from unrolled_workflows.search.prepared import prepare_search
    from unrolled_workflows.search.results.promote import promote as write
    from unrolled_workflows.search.results.promote import read_winner

    workspace = workspace_here()
    found = prepare_search(params_here(), workspace)
    values, told = read_winner(found.results, found.key) if trial is None else read_trial(found, trial)
    write(workspace.params, found.space, values)
    params = params_here()
    if workspace.pipeline.is_file() and not is_current(workspace.pipeline, params):
        write_pipeline(workspace, params)
        click.echo(f"{workspace.pipeline.name}: written")
    expected = ", ".join(f"validation {name} {value}" for name, value in told["first_seed"].items())
    click.echo(f"{workspace.params.name}: trial {told['trial']}; `dvc repro` gives {expected}")
