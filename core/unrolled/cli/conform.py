"""``unrolled conform``."""

from __future__ import annotations

from typing import cast

import click

from unrolled.cli.configured import configured
from unrolled.cli.here import host_here
from unrolled.component import KINDS, Kind
from unrolled.errors import PluginError, Problem


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.argument("fields", nargs=-1)
def conform(kind: str, name: str, fields: tuple[str, ...]) -> None:
    """Run the laws of its kind on a component, with FIELDS (hidden_size=64) or its defaults.

    Exit code 4 where it breaks one; the same laws run under pytest through unrolled.testing.laws.
    """
    from unrolled.testing import NonConforming
    from unrolled.testing import conform as run_laws

    host = host_here()
    located = host.find(cast("Kind", kind), name)
    chosen = configured(host, located, fields)
    try:
        click.echo(str(run_laws(located.component, chosen.config)))
    except NonConforming as broken:
        click.echo(str(broken), err=True)
        what = f"{kind} '{name}' breaks {len(broken.breaches)} laws"
        raise PluginError(Problem(what, owner=str(located.source))) from broken
