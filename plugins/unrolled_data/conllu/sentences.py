"""Sentences of a CoNLL-U file.

Source: Nivre et al., "Universal Dependencies v2" (2020), section 2.4, and https://universaldependencies.org/format.html.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from unrolled_data.files.problems import Problems
from unrolled_data.files.source import lines, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    Example = dict[str, str | list[str]]

_COLUMNS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
_ID = re.compile(r"[1-9]\d*(?P<range>-\d+)?|\d+(?P<empty>\.\d+)")
_FORM = _COLUMNS.index("form")
_UNKNOWN = "_"


class Sentences:
    """The examples of one file; every iteration reads it anew.

    Args:
        location: path or URL.
        column: of the labels.
        letters: whether the examples hold the words twice, to be spelled once.
    """

    def __init__(self, location: str, column: str, *, letters: bool) -> None:
        self._location = location
        self._column = column
        self._letters = letters

    def __iter__(self) -> Iterator[Example]:
        """Yield sentences; a DataError with all that is wrong ends the iteration."""
        problems = Problems(self._location)
        annotated = False
        for tokens, labels in self._sentences(problems):
            annotated = annotated or set(labels) != {_UNKNOWN}
            yield {"tokens": tokens, **({"letters": tokens} if self._letters else {}), "labels": labels}
        problems.check()
        if not annotated:
            problems.add(f"no word has a value in column '{self._column}'")
            problems.check()

    def _sentences(self, problems: Problems) -> Iterator[tuple[list[str], list[str]]]:
        tokens: list[str] = []
        labels: list[str] = []
        with opened(self._location) as stream:
            for number, line in enumerate(chain(lines(stream, problems), [""]), start=1):
                bare = line.strip()
                if not bare and tokens:
                    yield tokens, labels
                    tokens, labels = [], []
                elif bare and not bare.startswith("#"):
                    cells = _cells(line.rstrip("\r\n"), number, problems)
                    if cells:
                        tokens.append(cells[_FORM])
                        labels.append(cells[_COLUMNS.index(self._column)])


def _cells(line: str, number: int, problems: Problems) -> list[str]:
    """Return the cells of a line that holds a word; none of one that holds a range of words or an empty node."""
    cells = line.split("\t")
    found = _ID.fullmatch(cells[0])
    if len(cells) != len(_COLUMNS):
        problems.add(f"{len(cells)} columns, where CoNLL-U has {len(_COLUMNS)}, parted by tabs", line=number)
    elif not all(cells):
        problems.add(f"column '{_COLUMNS[cells.index('')]}' is empty", line=number)
    elif found is None:
        what = f"'{cells[0]}' is no number of a word (1), of a range (1-2) or of an empty node (1.1)"
        problems.add(what, line=number)
    elif found["range"] is None and found["empty"] is None:
        return cells
    return []
