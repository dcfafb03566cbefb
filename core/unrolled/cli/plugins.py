"""``unrolled plugins``."""

from __future__ import annotations

import json
from typing import Any

import click

from unrolled.cli.here import host_here
from unrolled.host import Host


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def plugins(*, as_json: bool) -> None:
    """List every component, whose it is, and the plugins that are broken."""
    host = host_here()
    if as_json:
        click.echo(json.dumps({"components": _components(host), "broken": _broken(host)}, indent=1))
        return
    rows = [(c["kind"], c["name"], f"{c['distribution']} {c['version']}", c["summary"]) for c in _components(host)]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in sorted(rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + "  " + row[3])
    for row in _broken(host):
        text = f"broken: {row['distribution']} {row['version']} (entry point {row['entry_point']}): {row['cause']}"
        click.secho(text, fg="red")


def _components(host: Host) -> list[dict[str, Any]]:
    return [
        {
            "kind": located.component.kind,
            "name": located.component.name,
            "id": located.id,
            "distribution": located.source.distribution,
            "version": located.source.version,
            "summary": located.component.summary,
        }
        for located in host.components
    ]


def _broken(host: Host) -> list[dict[str, Any]]:
    return [
        {
            "distribution": broken.source.distribution,
            "version": broken.source.version,
            "entry_point": broken.source.entry_point,
            "cause": broken.cause,
        }
        for broken in host.broken
    ]
