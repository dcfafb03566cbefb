"""``unrolled sample``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.commands.here import workspace_here


@click.command()
@click.option("--count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="Number of texts.")
@click.option(
    "--max-length", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="In tokens or steps."
)
@click.option("--temperature", type=click.FloatRange(0, 100), default=1.0, show_default=True, help="0: the likeliest.")
@click.option("--top-k", type=click.IntRange(1), help="Draw from the k likeliest tokens only.")
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="Draw from the likeliest that sum to p.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Of the draws.")
@click.option("--prompt", help="Text to go on from; of music, MIDI numbers of the first step: '60 64 67'.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write, as tune.abc or piece.mid.")
def sample(count: int, out: Path | None, **options: Any) -> None:
    """Draw texts or music from a trained model: print texts, or write a file."""
    from unrolled_workflows.generate import drawn, write_samples
    from unrolled_workflows.load import load_run

    samples = drawn(load_run(workspace_here().root), count, options)
    if out is not None:
        for path in write_samples(samples, out):
            click.echo(path)
        return
    if any(isinstance(each, bytes) for each in samples):
        what = "music goes into a file"
        raise ConfigError(Problem(what, where="--out", command="unrolled sample --out piece.mid"))
    for each in samples:
        click.echo(each)
