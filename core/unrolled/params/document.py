"""params.yaml as read: plain values, and the line and column of each."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from unrolled.errors import ConfigError, Problem

Place = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top."""

MAX_VALUES = 100_000
MAX_DEPTH = 100


@dataclass(slots=True)
class Document:
    """The plain values of a YAML file, and where each stands.

    Args:
        name: of the file, as messages show it.
        values: mappings, lists and scalars of JSON types.
        marks: place to ``file:line:column``; of a mapping's entry, its key.
        ends: place to ``file:line:column`` of the value itself.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    marks: dict[Place, str] = field(default_factory=dict[Place, str])
    ends: dict[Place, str] = field(default_factory=dict[Place, str])

    def where(self, place: Place, *, key: bool = False) -> str:
        """Return ``file:line:column`` of a place, or of the nearest place around it.

        Args:
            place: keys and list positions from the top.
            key: point at the key instead of the value.
        """
        table = self.marks if key else self.ends
        while place and place not in table:
            place = place[:-1]
        return table.get(place, self.name)


def read_document(path: Path) -> Document:
    """Read a YAML file as DVC reads it: YAML 1.2, no duplicate keys, plain values only.

    Args:
        path: of the file.

    Returns:
        Its values and their places.

    Raises:
        ConfigError: the file is missing, empty, not UTF-8, not YAML, or holds what JSON could not.
    """
    document = Document(path.name)
    values = _Reader(document).read(_parse(_decode(path), path.name))
    if values is None:
        raise ConfigError(Problem("is empty", where=path.name))
    if not isinstance(values, dict):
        raise ConfigError(Problem("holds no mapping of sections", where=path.name))
    document.values = values
    return document


def read_value(text: str, name: str) -> Any:
    """Read one value as params.yaml would.

    Args:
        text: YAML of a scalar, list or mapping.
        name: of the place, as messages show it.

    Raises:
        ConfigError: the text is not YAML, or holds what JSON could not.
    """
    return _Reader(Document(name)).read(_parse(text, name))


def _parse(text: str, name: str) -> object:
    # ruamel takes seconds to give up on brackets nested in thousands.
    depths = accumulate((character in "[{") - (character in "]}") for character in text)
    if max(depths, default=0) > MAX_DEPTH:
        raise ConfigError(Problem("is nested too deeply", where=name))
    try:
        return YAML(typ="rt").load(io.StringIO(text))
    except MarkedYAMLError as error:
        raise ConfigError(_marked(error, name)) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(Problem(f"not valid YAML: {_first_line(str(error))}", where=name)) from error


def _marked(error: Any, name: str) -> Problem:
    mark = error.problem_mark
    where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    return Problem(f"not valid YAML: {_first_line(error.problem)}", where=where)


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(Problem(f"cannot read: {error.strerror}", where=str(path))) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 at byte {error.start} (0x{data[error.start]:02x})"
        raise ConfigError(Problem(what, where=path.name)) from error


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._problems: list[Problem] = []
        self._count = 0

    def read(self, tree: object) -> Any:
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
        for kind in (bool, int, float, str):
            if isinstance(node, kind):
                if kind is float and not math.isfinite(node):
                    self._problem("is not a finite number", place)
                return kind(node)
        if node is not None:
            self._problem(f"is a {type(node).__name__}; write text, a number, true, false or null", place)
        return None

    def _mark(self, line: int, column: int) -> str:
        return f"{self._document.name}:{line + 1}:{column + 1}"

    def _problem(self, what: str, place: Place) -> None:
        name = ".".join(map(str, place))
        self._problems.append(Problem(f"{name}: {what}" if name else what, where=self._document.where(place)))


def _first_line(text: str | None) -> str:
    return (text or "it cannot be parsed").strip().partition("\n")[0]
