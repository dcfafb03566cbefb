"""``unrolled predict``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from unrolled.errors import DataError, Problem
from unrolled_workflows.commands.here import texts_or_lines, workspace_here


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--json", "as_json", is_flag=True, help="Each is a JSON object of field name to value, not a text.")
def predict(texts: tuple[str, ...], *, as_json: bool) -> None:
    """Print what the trained model predicts for each text, or for each line of standard input, as JSON lines."""
    from unrolled_workflows.load import load_run
    from unrolled_workflows.predict import predict_lines, predict_texts

    predicted = predict_lines if as_json else predict_texts
    rows = predicted(load_run(workspace_here().root), texts_or_lines(texts))
    for line in [_line(row, number) for number, row in enumerate(rows, 1)]:
        click.echo(line)


def _line(row: Mapping[str, Any], number: int) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except ValueError as error:
        what = "what the model says of it is not finite: its numbers are too large"
        raise DataError(Problem(what, where=f"example {number}")) from error
