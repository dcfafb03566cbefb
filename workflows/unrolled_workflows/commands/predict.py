"""``unrolled predict``."""

from __future__ import annotations

import json

import click

from unrolled_workflows.commands.here import texts_or_lines, workspace_here


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--json", "as_json", is_flag=True, help="Each is a JSON object of field name to value, not a text.")
def predict(texts: tuple[str, ...], *, as_json: bool) -> None:
    """Print what the trained model predicts for each text, or for each line of standard input, as JSON lines."""
    from unrolled_workflows.load import load_run
    from unrolled_workflows.predict import predict_lines, predict_texts

    predicted = predict_lines if as_json else predict_texts
    for row in predicted(load_run(workspace_here().root), texts_or_lines(texts)):
        click.echo(json.dumps(row, ensure_ascii=False, sort_keys=True))
