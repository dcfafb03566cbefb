"""The JSON Schema of params.yaml, made from the installed plugins: what an editor completes and checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unrolled.component import Kind
from unrolled.host import Host, Located
from unrolled.params.experiment import Scalars
from unrolled.params.validate import PARTED, PER_FIELD, REQUIRED, SECTION_KINDS
from unrolled.search import SearchConfig
from unrolled.sections import TrainConfig, UnrollConfig, VectorsConfig

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schema(host: Host) -> dict[str, Any]:
    """Return the schema of a whole params.yaml.

    Args:
        host: whose components it names.
    """
    properties: dict[str, Any] = {}
    for section, kind in SECTION_KINDS.items():
        one = _any_of(host, kind)
        per_field = {"type": "object", "additionalProperties": one, "not": {"required": ["name"]}}
        properties[section] = {"anyOf": [one, per_field]} if section in PER_FIELD else one
        if parts := PARTED.get(section):
            properties[section] = {"anyOf": [one, _each(parts, one)]}
    for section, config in (
        ("unroll", UnrollConfig),
        ("train", TrainConfig),
        ("vectors", VectorsConfig),
        ("search", SearchConfig),
    ):
        properties[section] = _flat(config.model_json_schema())
    trackers = {located.component.name: _fields(located) for located in host.of_kind("tracker")}
    properties["track"] = {"type": "object", "properties": trackers, "additionalProperties": False}
    properties |= Scalars.model_json_schema()["properties"]
    return {
        "$schema": DIALECT,
        "title": "unrolled params.yaml",
        "type": "object",
        "properties": properties,
        "required": list(REQUIRED),
        "additionalProperties": False,
    }


def _each(parts: Sequence[str], one: dict[str, Any]) -> dict[str, Any]:
    """Have a section hold a component for each of its parts."""
    return {
        "type": "object",
        "properties": dict.fromkeys(parts, one),
        "required": list(parts),
        "additionalProperties": False,
    }


def _any_of(host: Host, kind: Kind) -> dict[str, Any]:
    """Let ``name`` decide which component's fields a section may hold."""
    located = host.of_kind(kind)
    names = {one.id: one for one in located}
    for one in located:
        if sum(other.component.name == one.component.name for other in located) == 1:
            names[one.component.name] = one
    cases = [
        {"if": {"properties": {"name": {"const": name}}, "required": ["name"]}, "then": _named(name, one)}
        for name, one in sorted(names.items())
    ]
    return {
        "type": "object",
        "properties": {"name": {"enum": sorted(names), "description": f"which {kind}"}},
        "required": ["name"],
        "allOf": cases,
    }


def _named(name: str, located: Located) -> dict[str, Any]:
    schema = _fields(located)
    schema["properties"] = {"name": {"const": name, "description": located.component.summary}, **schema["properties"]}
    return schema


def _fields(located: Located) -> dict[str, Any]:
    return _flat(located.component.config.model_json_schema())


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """Write references out, so that the parts can be put into one schema."""
    definitions: dict[str, Any] = schema.pop("$defs", {})

    def resolve(node: Any) -> Any:
        if isinstance(node, list):
            return [resolve(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolve(definitions[str(node["$ref"]).rpartition("/")[2]])
        return {key: resolve(value) for key, value in node.items()}

    schema.setdefault("properties", {})
    return resolve(schema)
