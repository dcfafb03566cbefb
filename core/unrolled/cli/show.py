"""``unrolled show``."""

from __future__ import annotations

import inspect
from typing import Any, cast

import click
from pydantic.fields import FieldInfo

from unrolled.cli.here import host_here
from unrolled.component import KINDS, Kind
from unrolled.config import Config
from unrolled.host import Located
from unrolled.space import Tune

BOUNDS = {
    "minimum": ">=",
    "exclusiveMinimum": ">",
    "maximum": "<=",
    "exclusiveMaximum": "<",
    "minLength": "length >=",
    "maxLength": "length <=",
    "minItems": "items >=",
    "maxItems": "items <=",
    "pattern": "matches",
}


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
def show(kind: str, name: str) -> None:
    """Show a component: its fields, types, bounds and defaults, and where its source stands."""
    located = host_here().find(cast("Kind", kind), name)
    component = located.component
    click.echo(f"{kind} {located.id} ({located.source})\n{component.summary}\n")
    rows = [_row(component.config, field, info) for field, info in component.config.model_fields.items()]
    widths = [max(len(row[column]) for row in [*rows, ("", "", "")]) for column in range(3)]
    for row in rows:
        click.echo(
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + f"  {row[3]}"
        )
    if component.libraries:
        click.echo(f"\nlibraries: {', '.join(component.libraries)}")
    click.echo(f"\nsource: {_source(located)}")


def _row(config: type[Config], field: str, info: FieldInfo) -> tuple[str, str, str, str]:
    schema: dict[str, Any] = config.model_json_schema()["properties"][field]
    default = "required" if info.is_required() else f"= {info.get_default(call_default_factory=True)!r}"
    tune = [f"tuned in [{t.low:g}, {t.high:g}]{' log' if t.log else ''}" for t in info.metadata if isinstance(t, Tune)]
    words = [info.description or "", *tune]
    return field, _type(schema), default, "; ".join(word for word in words if word)


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(repr, schema["enum"]))
    name = str(schema.get("type", schema.get("$ref", "any"))).rpartition("/")[2]
    bounds = [f"{sign} {schema[key]}" for key, sign in BOUNDS.items() if key in schema]
    return f"{name} {', '.join(bounds)}".strip()


def _source(located: Located) -> str:
    build = inspect.unwrap(located.component.build)
    try:
        return f"{inspect.getsourcefile(build)}:{inspect.getsourcelines(build)[1]}"
    except (TypeError, OSError):
        return located.source.module
