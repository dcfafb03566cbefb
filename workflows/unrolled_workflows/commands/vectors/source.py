"""Where vectors come from, and how what is said of them is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from unrolled.vectors import WordVectors

from_option = click.option(
    "--from", "source", type=click.Path(path_type=Path), default=Path(), help="A file of vectors, or a run's folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def load_table(source: Path) -> WordVectors:
    """Return the vectors of a file, or of the run that a folder holds.

    Args:
        source: of either.

    Raises:
        ConfigError: the folder holds no finished run.
        DataError: the file is missing or malformed.
    """
    if source.is_dir():
        from unrolled_workflows.learned_words import learned_words
        from unrolled_workflows.load import load_run

        return learned_words(load_run(source))
    from unrolled.vectors import read_vectors

    return read_vectors(source)


def print_rows(rows: Iterable[Sequence[str]]) -> None:
    """Print texts in columns, the first one to the left and the others to the right.

    Args:
        rows: as many texts in each.
    """
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        click.echo("  ".join(cells))


def print_json(value: Any) -> None:
    """Print one JSON document.

    Args:
        value: made of JSON types.
    """
    click.echo(json.dumps(value, indent=1, ensure_ascii=False))
