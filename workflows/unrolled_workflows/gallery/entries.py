"""The entries of the gallery, as they stand beside this module."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from unrolled.durable import sha256, write_json
from unrolled.errors import ConfigError, Problem, nearest
from unrolled.params import read_document

ROOM = Path(__file__).parent
_FIGURES = "figures.json"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run of an entry came to.

    Args:
        metric: the score to look at.
        value: on the test split.
        seconds: of processor time, all stages together.
        measured: when and on what, in words.
    """

    metric: str
    value: float
    seconds: float
    measured: str


@dataclass(frozen=True)
class Entry:
    """One experiment.

    Args:
        folder: that holds it.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Its name."""
        return self.folder.name

    @property
    def params(self) -> Path:
        """Its params.yaml."""
        return self.folder / "params.yaml"

    @cached_property
    def _values(self) -> dict[str, Any]:
        return read_document(self.params).values

    @property
    def task(self) -> str:
        """Name of its task."""
        return str(self._values["task"]["name"])

    @property
    def data(self) -> str:
        """Name of its dataset."""
        return str(self._values["data"]["name"])

    @property
    def summary(self) -> str:
        """The first line under the heading of its README."""
        lines = self.folder.joinpath("README.md").read_text(encoding="utf-8").split("\n")
        return next(line for line in lines if line and not line.startswith("#"))

    @property
    def files(self) -> dict[str, bytes]:
        """What a copy of it holds, by path."""
        kept = [path for path in sorted(self.folder.iterdir()) if path.is_file() and path.name != _FIGURES]
        return {path.name: path.read_bytes() for path in kept}

    @property
    def figures(self) -> Figures | None:
        """What the last run of it came to; None where this params.yaml was never measured."""
        path = self.folder / _FIGURES
        found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return Figures(**found["figures"]) if found.get("params") == sha256(self.params) else None

    def keep(self, figures: Figures) -> None:
        """Write down what a run of it came to; a change to params.yaml makes the figures void.

        Args:
            figures: of the run.
        """
        plain = {name: getattr(figures, name) for name in Figures.__slots__}
        write_json(self.folder / _FIGURES, {"params": sha256(self.params), "figures": plain})


def entries() -> list[Entry]:
    """Return the entries by name."""
    return [Entry(path.parent) for path in sorted(ROOM.glob("*/params.yaml"))]


def entry_named(name: str) -> Entry:
    """Return an entry.

    Args:
        name: of the entry.

    Raises:
        ConfigError: there is none of that name.
    """
    found = {entry.name: entry for entry in entries()}
    if name not in found:
        what = f"the gallery has no entry '{name}'"
        raise ConfigError(Problem(what, nearest=nearest(name, found), command="unrolled gallery"))
    return found[name]
