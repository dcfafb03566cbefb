"""The winner of a search, written into params.yaml: comments and all that did not vary stay as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unrolled.errors import ConfigError, IntegrityError, Problem
from unrolled.params import read_document
from unrolled.params.edit import edited
from unrolled.space import Space
from unrolled_workflows.search.results.tables import BEST, METRICS


def read_winner(results: Path, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of the winner in the shape of params.yaml, and the figures that made it one.

    Args:
        results: directory of a search's outputs.
        key: digest of all that the results of the search depend on.

    Raises:
        ConfigError: no search has finished there, or another one has.
        IntegrityError: a file is damaged.
    """
    if not (results / BEST).is_file() or not (results / METRICS).is_file():
        raise ConfigError(Problem("no search has finished here", where=str(results), command="unrolled search"))
    try:
        metrics = json.loads((results / METRICS).read_text(encoding="utf-8"))
        found, best = metrics["search"], metrics["best"]
    except (ValueError, KeyError, TypeError) as error:
        what = "is not what a search writes"
        raise IntegrityError(Problem(what, where=str(results / METRICS), command="unrolled search")) from error
    if found != key:
        what = "holds the results of another search than params.yaml, its files and the installed code ask for now"
        raise ConfigError(Problem(what, where=str(results), command="unrolled search"))
    return read_document(results / BEST).values, best


def promote(path: Path, space: Space, values: Mapping[str, Any]) -> None:
    """Write a trial's values into params.yaml; what varies and is not among them is taken out.

    Args:
        path: of params.yaml.
        space: that the search varies.
        values: of the trial, in the shape of params.yaml.
    """
    with edited(path) as tree:
        for place in dict.fromkeys(dimension.path for dimension in space.dimensions):
            _write(tree, place.split("."), _at(values, place.split(".")))


_ABSENT = object()


def _at(values: Mapping[str, Any], place: list[str]) -> Any:
    node: Any = values
    for part in place:
        if not isinstance(node, Mapping) or part not in node:
            return _ABSENT
        node = node[part]
    return node


def _write(tree: Any, place: list[str], value: Any) -> None:
    *sections, key = place
    node = tree
    for section in sections:
        if node.get(section) is None:
            node[section] = {}
        node = node[section]
    if value is _ABSENT:
        node.pop(key, None)
    else:
        node[key] = value
