"""``unrolled show``."""

from __future__ import annotations

import inspect
import json
from typing import Any, cast

import click
from pydantic.fields import FieldInfo

from unrolled.cli.here import host_here
from unrolled.cli.learned import learned_values
from unrolled.component import KINDS, Kind
from unrolled.config import Config
from unrolled.errors import ConfigError, Problem, nearest
from unrolled.host import Located
from unrolled.ranges import Tune
from unrolled.search import SearchConfig
from unrolled.sections import TrainConfig, UnrollConfig, VectorsConfig

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


SECTIONS: dict[str, type[Config]] = {
    "search": SearchConfig,
    "train": TrainConfig,
    "unroll": UnrollConfig,
    "vectors": VectorsConfig,
}


@click.command()
@click.argument("kind", type=click.Choice((*KINDS, "section")))
@click.argument("name")
@click.argument("fields", nargs=-1)
@click.option(
    "--input-size", type=click.IntRange(1, 1_000_000), help="Width of a cell's input: count its learned values."
)
def show(kind: str, name: str, fields: tuple[str, ...], input_size: int | None) -> None:
    """Show a component, or `section train`: fields, types, bounds, defaults, and where the source stands.

    With --input-size, the number of values that a cell learns, with FIELDS (hidden_size=64) or its defaults.
    """
    if input_size is None and fields:
        raise click.UsageError("FIELDS are what --input-size counts with")
    if input_size is not None and kind != "cell":
        raise click.UsageError("--input-size is a cell's")
    if kind == "section":
        _show_section(name)
        return
    host = host_here()
    located = host.find(cast("Kind", kind), name)
    component = located.component
    learned = "" if input_size is None else learned_values(host, located, fields, input_size)
    click.echo(f"{kind} {located.id} ({located.source})\n{component.summary}\n")
    _print_fields(component.config)
    if component.libraries:
        click.echo(f"\nlibraries: {', '.join(component.libraries)}")
    if learned:
        click.echo(f"\nlearned values: {learned}")
    click.echo(f"\nsource: {_source(located)}")


def _show_section(name: str) -> None:
    if name not in SECTIONS:
        raise ConfigError(Problem(f"no section is called '{name}'", nearest=nearest(name, SECTIONS)))
    click.echo(f"section {name}\n{SECTIONS[name].__doc__}\n")
    _print_fields(SECTIONS[name])


def _print_fields(config: type[Config]) -> None:
    _print_rows([_row(config, field, info) for field, info in config.model_fields.items()])
    for name, nested in config.model_json_schema().get("$defs", {}).items():
        click.echo(f"\n  {name}: {str(nested.get('description', '')).partition(chr(10))[0]}\n")
        required = nested.get("required", [])
        _print_rows([_nested_row(field, schema, field in required) for field, schema in nested["properties"].items()])


def _print_rows(rows: list[tuple[str, str, str, str]]) -> None:
    widths = [max(len(row[column]) for row in [*rows, ("", "", "")]) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join(["", *cells, row[3]]))


def _nested_row(field: str, schema: dict[str, Any], required: bool) -> tuple[str, str, str, str]:
    default = "required" if required else f"= {json.dumps(schema.get('default'))}"
    return field, _type(schema), default, str(schema.get("description", ""))


def _row(config: type[Config], field: str, info: FieldInfo) -> tuple[str, str, str, str]:
    schema: dict[str, Any] = config.model_json_schema()["properties"][field]
    default = "required" if info.is_required() else f"= {json.dumps(schema.get('default'))}"
    tune = [f"tuned in [{t.low:g}, {t.high:g}]{' log' if t.log else ''}" for t in info.metadata if isinstance(t, Tune)]
    words = [info.description or "", *tune]
    return field, _type(schema), default, "; ".join(word for word in words if word)


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(repr, schema["enum"]))
    named = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    if values := [entry for entry in named if isinstance(entry, dict)]:
        return f"NAME: {_type(values[0])}"
    name = str(schema.get("type", schema.get("$ref", "any"))).rpartition("/")[2]
    bounds = [f"{sign} {schema[key]}" for key, sign in BOUNDS.items() if key in schema]
    return f"{name} {', '.join(bounds)}".strip()


def _source(located: Located) -> str:
    build = inspect.unwrap(located.component.build)
    try:
        return f"{inspect.getsourcefile(build)}:{inspect.getsourcelines(build)[1]}"
    except (TypeError, OSError):
        return located.source.module
