"""``unrolled set``."""

from __future__ import annotations

from pathlib import Path

import click

from unrolled.cli.here import PARAMS, host_here
from unrolled.params.edit import set_component


@click.command("set")
@click.argument("section")
@click.argument("name")
def set_component_command(section: str, name: str) -> None:
    """Make a section of params.yaml name another component, and drop the fields that it does not have."""
    dropped = set_component(Path(PARAMS), section, name, host_here())
    gone = f"; dropped {', '.join(dropped)}" if dropped else ""
    click.echo(f"{PARAMS}: {section} is {name} now{gone}")
