"""``unrolled gallery``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from unrolled_workflows.gallery import Entry


@click.command()
@click.argument("name", required=False)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def gallery(name: str | None, folder: Path | None) -> None:
    """List real experiments, or write the one called NAME into FOLDER, ready for `dvc repro`.

    FOLDER is NAME where it is not given; it must be missing or empty.
    """
    from unrolled_workflows.gallery import entries, entry_named
    from unrolled_workflows.scaffold.folder import write_folder

    if name is None:
        click.echo("\n".join(_table(entries())))
        return
    entry, target = entry_named(name), folder or Path(name)
    write_folder(target, entry.files)
    click.echo(f"{target}: written. Next: cd {target} && dvc repro && unrolled result")


def _table(found: list[Entry]) -> list[str]:
    rows = [(entry.name, entry.task, entry.data, _figures(entry), entry.summary) for entry in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  ".join([*map(str.ljust, row, widths), row[4]]) for row in rows]


def _figures(entry: Entry) -> str:
    figures = entry.figures
    if figures is None:
        return "not measured"
    return f"test {figures.metric} {figures.value:.4g} in {figures.seconds:,.0f} CPU s"
