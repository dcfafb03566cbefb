"""``unrolled vectors project``."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.commands.vectors.source import from_option, load_table
from unrolled_workflows.commands.vectors.target import require_folder

if TYPE_CHECKING:
    from unrolled.vectors import Picture as Method
    from unrolled_workflows.picture import Picture


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT.html|OUT.csv")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@from_option
@click.option("--count", type=click.IntRange(5, 20_000), default=500, show_default=True, help="Words without WORD.")
@click.option("--method", type=click.Choice(["t-sne", "pca"]), default="t-sne", show_default=True, help="Of drawing.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Of t-sne.")
def project(target: Path, words: tuple[str, ...], *, source: Path, count: int, method: str, seed: int) -> None:
    """Draw words in the plane.

    The WORDs are drawn, or the first ones of the vectors, on a page that needs nothing but a browser.
    """
    import numpy as np

    from unrolled.durable import write_text
    from unrolled.vectors import project as to_plane
    from unrolled.vectors import unit
    from unrolled_workflows.picture import Picture, render

    require_folder(target)
    if target.suffix not in {".html", ".csv"}:
        raise ConfigError(Problem("the name must end in .html or .csv", where=str(target)))
    table = load_table(source)
    chosen = words or table.words[:count]
    vectors_NE = unit(np.stack([table.vector(word) for word in chosen]))
    points_N2, trust = to_plane(vectors_NE, method=cast("Method", method), seed=seed)
    points = [(float(x), float(y)) for x, y in points_N2]
    picture = Picture(method, source.resolve().name, tuple(chosen), tuple(points), trust)
    write_text(target, render(picture) if target.suffix == ".html" else _csv(picture))
    click.echo(f"{target}: {len(chosen):,} words by {method}, trustworthiness {trust:.3f}")


def _csv(picture: Picture) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("word", "x", "y"))
    writer.writerows((word, *point) for word, point in zip(picture.words, picture.points, strict=True))
    return stream.getvalue()
