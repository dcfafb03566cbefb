"""Tunes in files of ABC notation, read as text: music21 parses none of them.

Source: Walshaw (2011), The abc music standard 2.1, section 2.2.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled_data.folk_tunes import PACKAGE
from unrolled_data.packages import shipped
from unrolled_data.splits import by_seed, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unrolled_data.folk_tunes import Collection, FolkTunesConfig

    Example = dict[str, str]

_DATASET = "folk-tunes"
_FOLDERS: Mapping[Collection, str] = {
    "airds": "airdsAirs",
    "essen": "essenFolksong",
    "oneills": "oneills1850",
    "ryans": "ryansMammoth",
}
_HEADER = "TRMLK"
"""Title, rhythm, metre, unit length and key; what collectors wrote besides says nothing of the tune."""
_NUMBER = "X:1"
_LINE = re.compile(r"[A-Za-z+]:")
_TEXT = re.compile(r'%.*|"[^"]*"')
"""Remarks, and what is written between the staves."""


class FolkTunes:
    """Every tune is one text, from its number to its last bar; the same notes in two books stay in one split.

    Args:
        config: which collections, and shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"text": "text"}
    inputs = Inputs()

    def __init__(self, config: FolkTunesConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the collections.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.

        Raises:
            DataError: music21 is not installed, or was installed without its tunes.
        """
        config, where = self._config, f"dataset '{_DATASET}'"
        tunes = [tune for name in config.collections for path in _files(name) for tune in _tunes(path)]
        shares = {"validation": config.validation_share, "test": config.test_share}
        splits = by_seed(list(dict.fromkeys(tunes)), _notes, shares=shares, seed=seed, where=where)
        return {split: [{"text": tune} for tune in own] for split, own in splits.items()}


def _files(collection: Collection) -> list[Path]:
    folder = Path(shipped(PACKAGE, f"{PACKAGE}/corpus/{_FOLDERS[collection]}", dataset=_DATASET))
    found = sorted(folder.glob("*.abc"))
    if not found:
        what = f"the installed package '{PACKAGE}' has no tunes of the collection '{collection}'"
        raise DataError(Problem(what, where=str(folder), command=f"pip install --force-reinstall {PACKAGE}"))
    return found


def _tunes(path: Path) -> Iterator[str]:
    """Yield the tunes of a file: each goes from a line ``X:`` to the next empty line."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")):
        lines = [line for raw in block.splitlines() if (line := _TEXT.sub("", raw).strip())]
        begin = next((at for at, line in enumerate(lines) if line.startswith("X:")), len(lines))
        header = [line for line in lines[begin:] if _LINE.match(line) and line[0] in _HEADER]
        notes = [line for line in lines[begin:] if not _LINE.match(line)]
        if notes and any(line.startswith("K:") for line in header):
            yield "\n".join([_NUMBER, *map(_tidy, _in_order(header)), *notes])


def _in_order(header: list[str]) -> list[str]:
    """Return the first line of each kind, the key last, behind which the notes begin."""
    first = {line[0]: line for line in reversed(header)}
    return [first[letter] for letter in _HEADER if letter in first]


def _tidy(line: str) -> str:
    return f"{line[:2]}{line[2:].strip()}"


def _notes(tune: str) -> str:
    return fold("".join(line for line in tune.splitlines() if not _LINE.match(line)))
