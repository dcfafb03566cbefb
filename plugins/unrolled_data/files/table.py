"""One file as examples, whatever its format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from unrolled_data.files.arrow import arrow_rows
from unrolled_data.files.conll import conll_rows
from unrolled_data.files.delimited import csv_rows, tsv_rows
from unrolled_data.files.jsonl import jsonl_rows
from unrolled_data.files.labelled import labelled_rows
from unrolled_data.files.parquet import parquet_rows
from unrolled_data.files.plain import plain_rows
from unrolled_data.files.problems import Problems
from unrolled_data.files.source import opened
from unrolled_data.files.values import convert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from unrolled.contracts import FieldKind
    from unrolled_data.files.formats import Format

    Example = dict[str, Any]
    Row = tuple[int, Example]

_READERS: Mapping[Format, Callable[..., Iterator[tuple[int, list[Any]]]]] = {
    "csv": csv_rows,
    "tsv": tsv_rows,
    "jsonl": jsonl_rows,
    "parquet": parquet_rows,
    "arrow": arrow_rows,
    "text": plain_rows,
    "conll": conll_rows,
    "labelled": labelled_rows,
}
_ROWS: tuple[Format, ...] = ("parquet", "arrow")
"""Formats without lines."""


class Table:
    """The examples of one file; every iteration reads it anew.

    Args:
        location: path or URL.
        format_: of the file.
        columns: field name to column.
        kinds: field name to kind.
        lines: of an example of plain text; None: the whole file is one.
    """

    def __init__(
        self,
        location: str,
        format_: Format,
        *,
        columns: Mapping[str, str | int],
        kinds: Mapping[str, FieldKind],
        lines: int | None = 1,
    ) -> None:
        self._location = location
        self._format: Format = format_
        self._columns = columns
        self._kinds = kinds
        self._read = partial(plain_rows, lines=lines) if format_ == "text" else _READERS[format_]

    def __iter__(self) -> Iterator[Example]:
        """Yield examples; a DataError with all that is wrong ends the iteration."""
        problems = self.problems()
        for line, raw in self.rows(problems):
            example = self.example(line, raw, problems)
            if example is not None:
                yield example

    def problems(self) -> Problems:
        """Return a place to collect what is wrong with this file."""
        return Problems(self._location, "row " if self._format in _ROWS else "")

    def rows(self, problems: Problems) -> Iterator[Row]:
        """Read rows without converting them.

        Args:
            problems: told of what is malformed; also by the caller, of the row in hand.

        Yields:
            Line (of a Parquet or an Arrow file: row), and field name to raw value.

        Raises:
            DataError: after the last row, if there was none or any problem was noted.
        """
        empty = True
        with opened(self._location) as stream:
            for line, values in self._read(stream, tuple(self._columns.values()), problems):
                empty = False
                yield line, dict(zip(self._columns, values, strict=True))
        problems.check()
        if empty:
            problems.add("there are no rows")
            problems.check()

    def example(self, line: int, raw: Mapping[str, Any], problems: Problems) -> Example | None:
        """Convert a row.

        Args:
            line: of the row.
            raw: field name to raw value.
            problems: told of every value that is missing or not of its kind.

        Returns:
            The example, or None where a value is wrong.
        """
        example: Example = {}
        for name, value in raw.items():
            try:
                example[name] = convert(self._kinds[name], value)
            except ValueError as error:
                problems.add(f"field '{name}' (column '{self._columns[name]}') {error}", line=line)
        if len(example) < len(raw):
            return None
        return example if self._aligned(line, example, problems) else None

    def _aligned(self, line: int, example: Example, problems: Problems) -> bool:
        tokens = [name for name in example if self._kinds[name] == "tokens"]
        labels = [name for name in example if self._kinds[name] == "labels"]
        if len(tokens) != 1:
            return True
        size = len(example[tokens[0]])
        uneven = [name for name in labels if len(example[name]) != size]
        for name in uneven:
            problems.add(f"field '{name}' has {len(example[name])} labels for {size} tokens", line=line)
        return not uneven
