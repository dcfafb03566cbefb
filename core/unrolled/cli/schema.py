"""``unrolled schema``."""

from __future__ import annotations

from pathlib import Path

import click

from unrolled.cli.here import host_here
from unrolled.durable import write_json
from unrolled.params.schema import build_schema

SCHEMA = "params.schema.json"


@click.command()
def schema() -> None:
    """Write params.schema.json, from which an editor completes and checks params.yaml."""
    write_json(Path(SCHEMA), build_schema(host_here()))
    click.echo(f"wrote {SCHEMA}")
