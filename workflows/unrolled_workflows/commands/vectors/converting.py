"""``unrolled vectors convert``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.commands.vectors.source import load_table
from unrolled_workflows.commands.vectors.target import require_folder

if TYPE_CHECKING:
    from unrolled.vectors import Format

SUFFIXES: dict[str, Format] = {".txt": "text", ".vec": "text", ".bin": "binary", ".safetensors": "safetensors"}


def format_of(target: Path, form: str | None, *, way_out: str = "") -> Format:
    """Return the format to write a file in.

    Args:
        target: whose name says it.
        form: what the user says; None where the name counts.
        way_out: what else the user can do.

    Raises:
        ConfigError: neither says it.
    """
    chosen = cast("Format | None", form) or SUFFIXES.get(target.suffix)
    if chosen is None:
        what = f"the name does not say the format; call it {', '.join(SUFFIXES)}{way_out}"
        raise ConfigError(Problem(what, where=str(target)))
    return chosen


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="IN")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "glove", "binary", "fasttext", "safetensors"]),
    help="Of OUT, where its name does not say: .txt and .vec are text, .bin is fastText's where IN has n-grams, "
    "else word2vec's binary.",
)
def convert(source: Path, target: Path, form: str | None) -> None:
    """Write vectors in another format.

    IN is a file of vectors or a run's folder.
    """
    from unrolled.vectors import write_vectors

    require_folder(target)
    chosen = format_of(target, form, way_out=", or use --format")
    table = load_table(source)
    if table.subwords and chosen == "binary" and form is None:
        chosen = "fasttext"
    write_vectors(target, table, chosen)
    left = "; the n-grams of other words are left out" if table.subwords and chosen != "fasttext" else ""
    click.echo(f"{target}: {len(table):,} words of {table.dim} values, {chosen}{left}")
