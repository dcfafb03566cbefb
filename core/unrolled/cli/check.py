"""``unrolled check``."""

from __future__ import annotations

from pathlib import Path

import click

from unrolled.cli.here import PARAMS
from unrolled.errors import DataError, Problem, nearest
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
    read = [("data", file) for file in params.experiment.components["data"].build().inputs.files]
    read += [(slot, file) for slot, chosen in params.experiment.components.items() for file in chosen.inputs]
    problems = [_missing(slot, file, params) for slot, file in read if not Path(file).is_file()]
    if problems:
        raise DataError(*problems)


def _missing(slot: str, file: str, params: Params) -> Problem:
    beside = [str(path) for path in Path(file).parent.glob("*") if path.is_file()]
    where = params.document.where(params.document.place_of(file) or tuple(slot.split(".")))
    component = params.experiment.components[slot].located.component
    command = f"unrolled show {component.kind} {component.name}"
    return Problem(f"{slot}: there is no file {file}", where, "", nearest(file, beside), command)
