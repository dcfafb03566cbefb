"""From a YAML tree to plain values, each with its place; what JSON could not hold is refused."""

from __future__ import annotations

import math
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from unrolled.errors import ConfigError, Problem
from unrolled.params.document import Document, Place

MAX_VALUES = 100_000


class PlainReader:
    """Reads one tree into one document.

    Args:
        document: that takes the places.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._problems: list[Problem] = []
        self._count = 0

    def read(self, tree: object) -> Any:
        """Return the plain values of a tree.

        Args:
            tree: as ruamel.yaml loads it.

        Raises:
            ConfigError: it holds what JSON could not; every such thing is in it.
        """
        try:
            values = self._plain(tree, ())
        except RecursionError as error:
            raise ConfigError(Problem("is nested too deeply", where=self._document.name)) from error
        if self._problems:
            raise ConfigError(*self._problems)
        return values

    def _plain(self, node: Any, place: Place) -> Any:
        self._count += 1
        if self._count > MAX_VALUES:
            raise ConfigError(Problem(f"holds more than {MAX_VALUES:,} values", where=self._document.name))
        if isinstance(node, CommentedMap | CommentedSeq) and node.tag.value is not None:
            self._problem(f"has the tag {node.tag.value}; write plain values", place)
        if isinstance(node, CommentedMap):
            return self._mapping(node, place)
        if isinstance(node, CommentedSeq):
            return [self._item(node, index, place) for index in range(len(node))]
        return self._scalar(node, place)

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        places: dict[Any, tuple[int, int, int, int]] = node.lc.data or {}
        for key, value in node.items():
            inner = (*place, str(key))
            lines = places.get(key, (0, 0, 0, 0))
            self._document.marks[inner] = self._mark(*lines[:2])
            self._document.ends[inner] = self._mark(*lines[2:])
            if not isinstance(key, str):
                self._problem(f"key {key!r} is no text; write it in quotes", inner)
            plain[str(key)] = self._plain(value, inner)
        return plain

    def _item(self, node: Any, index: int, place: Place) -> Any:
        inner = (*place, index)
        self._document.marks[inner] = self._document.ends[inner] = self._mark(*node.lc.data[index][:2])
        return self._plain(node[index], inner)

    def _scalar(self, node: object, place: Place) -> Any:
        if isinstance(node, float) and not math.isfinite(node):
            self._problem("is not a finite number", place)
        for kind in (bool, int, float, str):
            if isinstance(node, kind):
                return kind(node)
        if node is not None:
            tag = getattr(getattr(node, "tag", None), "value", None)
            found = f"has the tag {tag}" if tag else f"is a {type(node).__name__}"
            self._problem(f"{found}; write text, a number, true, false or null", place)
        return None

    def _mark(self, line: int, column: int) -> str:
        return f"{self._document.name}:{line + 1}:{column + 1}"

    def _problem(self, what: str, place: Place) -> None:
        name = ".".join(map(str, place))
        self._problems.append(Problem(f"{name}: {what}" if name else what, where=self._document.where(place)))
