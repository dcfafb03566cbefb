"""``unrolled score``."""

from __future__ import annotations

import click

from unrolled_workflows.commands.here import texts_or_lines, workspace_here


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
def score(texts: tuple[str, ...]) -> None:
    """Print the log-probability (in nats) that a trained language model gives each text."""
    from unrolled_workflows.generate import language_model
    from unrolled_workflows.load import load_run

    model = language_model(load_run(workspace_here().root))
    for text in texts_or_lines(texts):
        click.echo(f"{model.log_probability(text):.6f}\t{text}")
