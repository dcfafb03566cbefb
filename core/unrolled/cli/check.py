"""``unrolled check``."""

from __future__ import annotations

from pathlib import Path

import click

from unrolled.cli.here import PARAMS
from unrolled.errors import DataError, Problem
from unrolled.params import Params, read_params


@click.command()
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
def check(overrides: tuple[str, ...]) -> None:
    """Check params.yaml and say everything that is wrong with it."""
    params = read_params(Path(PARAMS), overrides)
    _check_files(params)
    parts = [f"{slot} {chosen.located.id}" for slot, chosen in params.experiment.components.items()]
    click.echo(f"{PARAMS} is right: {', '.join(parts)}")


def _check_files(params: Params) -> None:
    files = params.experiment.components["data"].build().inputs.files
    where = params.document.where(("data",), key=True)
    missing = [Problem(f"data: there is no file {file}", where) for file in files if not Path(file).is_file()]
    if missing:
        raise DataError(*missing)
