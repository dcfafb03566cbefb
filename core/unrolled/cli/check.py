"""``unrolled check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from unrolled.cli.here import PARAMS
from unrolled.errors import DataError, Problem, UnrolledError, nearest
from unrolled.params import Params, read_params


@click.command()
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
def check(overrides: tuple[str, ...]) -> None:
    """Check params.yaml and say everything that is wrong with it.

    Files of vectors, of word pairs and of analogies that it names are read through; of others only the names count.
    """
    params = read_params(Path(PARAMS), overrides)
    _check_files(params)
    parts = [f"{slot} {chosen.located.id}" for slot, chosen in params.experiment.components.items()]
    click.echo(f"{PARAMS} is right: {', '.join(parts)}")


def _check_files(params: Params) -> None:
    errors: list[UnrolledError] = []
    for slot, files, read in _reads(params):
        missing = [_missing(slot, file, params) for file in files if not Path(file).is_file()]
        try:
            if missing:
                raise DataError(*missing)
            read()
        except UnrolledError as error:
            errors.append(error)
    if errors:
        raise type(errors[0])(*(problem for error in errors for problem in error.problems))


def _reads(params: Params) -> Iterator[tuple[str, tuple[str, ...], Callable[[], Any]]]:
    """Yield what reads files: its section, the files, and a call that raises where they are malformed or do not fit."""
    for slot, chosen in params.experiment.components.items():
        yield slot, chosen.build().inputs.files if slot == "data" else chosen.inputs, chosen.check
    if scored := params.experiment.vectors:
        from unrolled.vectors import read_pairs, read_questions

        yield from (("vectors", (file,), partial(read_pairs, Path(file))) for file in scored.similarity)
        yield from (("vectors", (file,), partial(read_questions, Path(file))) for file in scored.analogies)


def _missing(slot: str, file: str, params: Params) -> Problem:
    beside = [str(path) for path in Path(file).parent.glob("*") if path.is_file()]
    where = params.document.where(params.document.place_of(file) or tuple(slot.split(".")))
    chosen = params.experiment.components.get(slot)
    whose = f"{chosen.located.component.kind} {chosen.located.component.name}" if chosen else f"section {slot}"
    return Problem(f"{slot}: there is no file {file}", where, "", nearest(file, beside), f"unrolled show {whose}")
