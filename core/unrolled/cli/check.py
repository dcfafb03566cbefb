"""``unrolled check``."""

from __future__ import annotations

from pathlib import Path

import click

from unrolled.cli.here import PARAMS
from unrolled.errors import DataError, Problem, nearest
from unrolled.params import Document, Params, read_params


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
    problems = [_missing(file, params.document) for file in files if not Path(file).is_file()]
    if problems:
        raise DataError(*problems)


def _missing(file: str, document: Document) -> Problem:
    beside = [str(path) for path in Path(file).parent.glob("*") if path.is_file()]
    where = document.where(document.place_of(file) or ("data",))
    return Problem(f"data: there is no file {file}", where, "", nearest(file, beside), "unrolled show dataset files")
