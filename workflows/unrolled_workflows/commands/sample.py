"""``unrolled sample``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import workspace_here


@click.command()
@click.option("--count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="Number of texts.")
@click.option("--max-length", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="In tokens.")
@click.option("--temperature", type=click.FloatRange(0, 100), default=1.0, show_default=True, help="0: the likeliest.")
@click.option("--top-k", type=click.IntRange(1), help="Draw from the k likeliest tokens only.")
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="Draw from the likeliest that sum to p.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Of the draws.")
@click.option("--prompt", default="", help="Text to go on from.")
def sample(
    *,
    count: int,
    max_length: int,
    temperature: float,
    top_k: int | None,
    top_p: float | None,
    seed: int,
    prompt: str,
) -> None:
    """Print texts drawn from a trained language model."""
    from unrolled_workflows.generate import language_model
    from unrolled_workflows.load import load_run

    model = language_model(load_run(workspace_here().root))
    for text in model.sample(
        count,
        max_length=max_length,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        seed=seed,
        prompt=prompt,
    ):
        click.echo(text)
