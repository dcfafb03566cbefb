"""``unrolled new``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--task", required=True, help="What is learned: `unrolled plugins` lists the tasks.")
@click.option("--data", required=True, help="A dataset; `files` comes with a sample file.")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
def new(folder: Path, task: str, data: str, values: tuple[str, ...]) -> None:
    """Write a commented experiment into FOLDER, ready for `dvc repro`.

    FOLDER must be missing or empty. KEY=VALUE puts a value into params.yaml, as cell.hidden_size=64;
    files of your own need data.path and data.fields.
    """
    from unrolled.host import Host
    from unrolled_workflows.scaffold.compose import composed
    from unrolled_workflows.scaffold.folder import require_free, write_folder

    require_free(folder)
    write_folder(folder, composed(folder.resolve().name, task, data, values, Host.discover()))
    click.echo(f"{folder}: written. Next: cd {shlex.quote(str(folder))} && dvc repro && unrolled result")
