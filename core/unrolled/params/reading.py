"""From a YAML file to a document, or to one error that says where the file is no YAML."""

from __future__ import annotations

import io
from itertools import accumulate
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from unrolled.errors import ConfigError, Problem
from unrolled.params.document import Document
from unrolled.params.plain import PlainReader

MAX_DEPTH = 100


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
    values = PlainReader(document).read(_parse(_decode(path), path.name))
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
    return PlainReader(Document(name)).read(_parse(text, name))


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


def _first_line(text: str | None) -> str:
    return (text or "it cannot be parsed").strip().partition("\n")[0]
