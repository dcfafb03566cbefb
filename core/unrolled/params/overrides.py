"""``KEY=VALUE`` on the command line: one value of params.yaml replaced for one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from unrolled.errors import ConfigError, Problem
from unrolled.params.document import Document
from unrolled.params.reading import read_value


def apply(document: Document, overrides: Sequence[str]) -> None:
    """Replace values in place; errors then point at the command line.

    Args:
        document: as read from the file.
        overrides: dotted path, ``=``, a YAML scalar or list: ``train.epochs=1``.

    Raises:
        ConfigError: an override has no ``=``, is not YAML, or goes through a value that is no section.
    """
    problems: list[Problem] = []
    for text in overrides:
        try:
            _apply_one(document, text)
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(*problems)


def _apply_one(document: Document, text: str) -> None:
    key, equals, value = text.partition("=")
    parts = tuple(key.split("."))
    if not equals or not all(parts):
        raise ConfigError(Problem("an override is written KEY=VALUE, as in train.epochs=1", where=text))
    section: Any = document.values
    for part in parts[:-1]:
        section = cast("dict[str, Any]", section).setdefault(part, {})
        if not isinstance(section, dict):
            raise ConfigError(Problem(f"'{part}' holds a value and no section", where=text))
    section[parts[-1]] = read_value(value, text)
    document.marks[parts] = document.ends[parts] = text
