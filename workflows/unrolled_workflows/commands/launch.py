"""``unrolled launch``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from unrolled_workflows.launch.fit import TARGETS, Target

RENDERERS: dict[Target, str] = {"ray-up": "ray_up", "kuberay": "kuberay", "slurm": "slurm", "local": "here"}


@click.command()
@click.argument("target", type=click.Choice(TARGETS))
@click.option("--spec", type=click.Path(path_type=Path), required=True, help="Description of the cluster.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="For the files.  [.unrolled/launch/NAME]")
def launch(target: Target, *, spec: Path, out: Path | None) -> None:
    """Write the files that start a search on a cluster.

    The commands that use them are printed; nothing is started. A search goes on from its ledger, so the same commands
    start it again.
    """
    from unrolled.durable import write_text
    from unrolled_workflows.launch.fit import require_fit
    from unrolled_workflows.launch.spec import read_cluster

    cluster, document = read_cluster(spec)
    require_fit(cluster, target, document)
    directory = out.absolute() if out else Path(".unrolled", "launch", cluster.name)
    rendered = import_module(f"unrolled_workflows.launch.{RENDERERS[target]}").render(cluster, directory)
    for path, text in rendered.files.items():
        write_text(path, text)
        click.echo(f"written: {path}", err=True)
    for command in rendered.commands:
        click.echo(command)
