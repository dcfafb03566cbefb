"""Comma- and tab-separated rows, numbered by the line that each begins on."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from unrolled.errors import listing, nearest
from unrolled_data.files.source import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream

    Column = str | int

LONGEST_CELL = 1 << 26
"""Characters; the csv module's own limit of 131,072 is less than some documents have."""


class _Csv(csv.excel):
    strict = True
    skipinitialspace = True  # columns are often lined up with spaces behind the commas


class _Tsv(csv.excel_tab):
    # As text/tab-separated-values has it, and most corpora do: a quotation mark is a character like any other.
    quoting = csv.QUOTE_NONE


def csv_rows(stream: Stream, columns: Sequence[Column], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Read comma-separated rows; a quoted cell may hold line ends.

    Args:
        stream: of the file.
        columns: names that the header has, or indices from 0 where there is no header.
        problems: told of what is malformed.

    Yields:
        The row's first line, and the cells of the columns.
    """
    return _rows(stream, columns, problems, _Csv)


def tsv_rows(stream: Stream, columns: Sequence[Column], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Read tab-separated rows; quotation marks are plain characters.

    Args:
        stream: of the file.
        columns: names that the header has, or indices from 0 where there is no header.
        problems: told of what is malformed.

    Yields:
        The row's line, and the cells of the columns.
    """
    return _rows(stream, columns, problems, _Tsv)


def _rows(
    stream: Stream, columns: Sequence[Column], problems: Problems, dialect: type[csv.Dialect]
) -> Iterator[tuple[int, list[str]]]:
    rows = _numbered(stream, problems, dialect)
    first = next(rows, None)
    if first is None:
        return
    line, cells = first
    named = isinstance(columns[0], str)
    chosen = [_position(column, cells, line, problems) for column in columns]
    if None in chosen:
        return
    indices = [index for index in chosen if index is not None]
    if not named:
        yield line, [cells[index] for index in indices]
    for line, row in rows:
        if len(row) == len(cells):
            yield line, [row[index] for index in indices]
        else:
            model = "header" if named else "first row"
            problems.add(f"{len(row)} columns, where the {model} has {len(cells)}", line=line)


def _numbered(stream: Stream, problems: Problems, dialect: type[csv.Dialect]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    reader = csv.reader(lines(stream, problems), dialect)
    following = 1
    try:
        for row in reader:
            line, following = following, reader.line_num + 1
            if row:
                yield line, row
    except csv.Error as error:
        reason = str(error).partition(" - ")[0]  # what follows advises programmers
        problems.add(f"malformed from this row on: {reason}", line=following)


def _position(column: Column, cells: list[str], line: int, problems: Problems) -> int | None:
    if isinstance(column, int):
        if column < len(cells):
            return column
        problems.add(f"no column {column}: this row has {len(cells)}, counted from 0", line=line)
    elif cells.count(column) == 1:
        return cells.index(column)
    elif column in cells:
        problems.add(f"column '{column}' stands {cells.count(column)} times in the header", line=line)
    else:
        what = (
            f"column '{column}' is not in the header, which has {listing(cells)}; a file without a header needs indices"
        )
        problems.add(f"{what}: column: 0", line=line, nearest=nearest(column, cells))
    return None
