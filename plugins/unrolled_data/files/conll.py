"""CoNLL: a token a line, its annotations in columns, sentences parted by blank lines.

Source: Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 shared task", section 2.1.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from unrolled_data.files.source import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream

DOCUMENT = "-DOCSTART-"


def conll_rows(stream: Stream, columns: Sequence[int], problems: Problems) -> Iterator[tuple[int, list[list[str]]]]:
    """Read sentences, separated by tabs where the file has any, by spaces otherwise.

    In a file with tabs, a line that starts with ``#`` and has none is a comment (CoNLL-U).

    Args:
        stream: of the file.
        columns: indices from 0.
        problems: told of what is malformed.

    Yields:
        The sentence's first line, and one list of cells a column.
    """
    text = [line.rstrip("\r\n") for line in lines(stream, problems)]
    tabs = any("\t" in line for line in text)
    first, sentence = 0, [[] for _ in columns]
    for number, line in enumerate(chain(text, [""]), start=1):
        cells = _cells(line, tabs=tabs)
        if not cells or cells[0] == DOCUMENT:
            if first:
                yield first, sentence
            first, sentence = 0, [[] for _ in columns]
        elif tabs and line.startswith("#") and len(cells) == 1:
            continue
        elif len(cells) <= max(columns):
            problems.add(f"{len(cells)} columns, where column {max(columns)} is asked for, counted from 0", line=number)
        else:
            first = first or number
            for own, index in zip(sentence, columns, strict=True):
                own.append(cells[index])


def _cells(line: str, *, tabs: bool) -> list[str]:
    if tabs:
        return line.split("\t") if line.strip() else []
    return [cell for cell in line.split(" ") if cell]
