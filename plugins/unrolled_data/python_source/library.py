"""The standard library as examples: which files, which of their statements, and which split they belong to."""

from __future__ import annotations

import math
import sysconfig
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled_data.python_source.statements import statements
from unrolled_data.splits import by_seed, ranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unrolled_data.python_source import PythonSourceConfig

    Example = dict[str, str | list[str]]

FILES = 20
"""Files that a limited number of statements comes from, at least."""
_NOT_LIBRARY = {"site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__"}
_OF_ONE_MACHINE = "_sysconfigdata"
_WHERE = "dataset 'python-source'"


class PythonSource:
    """Statements in train, validation and test; those of one file never part.

    Args:
        config: shares of the splits, and how much to read.
    """

    inputs = Inputs()

    def __init__(self, config: PythonSourceConfig) -> None:
        self._config = config
        self.fields: Mapping[str, FieldKind] = {
            "tokens": "tokens",
            **({"letters": "tokens"} if config.letters else {}),
            "labels": "labels",
        }

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the standard library.

        Args:
            seed: of the split, and of the files that ``limit`` draws.

        Returns:
            Split name to examples.

        Raises:
            DataError: the running Python has no source files of its library.
        """
        config = self._config
        found = list(islice(self._drawn(seed), config.limit))
        shares = {"validation": config.validation_share, "test": config.test_share}
        splits = by_seed(found, lambda each: each[0], shares=shares, seed=seed, where=_WHERE)
        return {split: [example for _, example in pairs] for split, pairs in splits.items()}

    def _drawn(self, seed: int) -> Iterator[tuple[str, Example]]:
        """Yield statements with the names of their files, in the order that the seed puts the files in."""
        folder = Path(sysconfig.get_path("stdlib"))
        most = math.inf if self._config.limit is None else self._config.limit // FILES
        for name in ranked(_names(folder), seed):
            own = list(statements((folder / name).read_bytes()))
            step = max(1, math.ceil(len(own) / most))
            for tokens, labels in own[::step]:
                letters = {"letters": tokens} if self._config.letters else {}
                yield name, {"tokens": tokens, **letters, "labels": labels}


def _names(folder: Path) -> list[str]:
    """Return the source files of a standard library, by their paths in it."""
    paths = [path.relative_to(folder) for path in folder.rglob("*.py")]
    kept = [
        path.as_posix()
        for path in paths
        if _NOT_LIBRARY.isdisjoint(path.parts) and not path.name.startswith(_OF_ONE_MACHINE)
    ]
    if not kept:
        raise DataError(Problem(f"there are no Python files in {folder}", where=_WHERE))
    return kept
