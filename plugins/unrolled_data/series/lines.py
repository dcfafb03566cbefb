"""Series in columns: a line is a step of time."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING

from unrolled_data.files.delimited import csv_rows
from unrolled_data.files.problems import Problems
from unrolled_data.files.source import lines, opened
from unrolled_data.series.times import Time, complaint, when
from unrolled_data.series.values import GapError, Series, filled, number

if TYPE_CHECKING:
    from unrolled_data.series.source import Layout


def read_lines(location: str, layout: Layout, missing: str) -> list[Series]:
    """Read the series of a file, in the order in which they begin.

    Args:
        location: path or URL.
        layout: of its columns.
        missing: what becomes of an empty cell: refuse or previous.

    Raises:
        DataError: a line is malformed or out of order, or there is none.
    """
    problems = Problems(location)
    named = [name for name in (layout.time, layout.series) if name is not None]
    values = layout.values or _others(location, (*named, *layout.covariates), problems)
    columns = (*values, *layout.covariates)
    reader = _Reader(layout, columns, missing, problems)
    with opened(location) as stream:
        for line, cells in csv_rows(stream, (*named, *columns), problems):
            reader.take(line, dict(zip(named, cells, strict=False)), cells[len(named) :])
    problems.check()
    if not reader.series:
        problems.add("there are no rows")
    problems.check()
    return list(reader.series.values())


def _others(location: str, named: tuple[str, ...], problems: Problems) -> tuple[str, ...]:
    """Return the columns of the header that have no other part."""
    with opened(location) as stream:
        header = next(csv.reader(lines(stream, problems)), [])
    values = tuple(name for name in header if name not in named)
    if not values:
        problems.add("no column is left to forecast", line=1)
    problems.check()
    return values


class _Reader:
    """Puts lines together to series."""

    def __init__(self, layout: Layout, columns: tuple[str, ...], missing: str, problems: Problems) -> None:
        self._layout, self._columns, self._missing, self._problems = layout, columns, missing, problems
        self._latest: dict[str, tuple[Time, int]] = {}
        self.series: dict[str, Series] = {}

    def take(self, line: int, named: dict[str, str], cells: list[str]) -> None:
        """Take one step."""
        name = named[self._layout.series].strip() if self._layout.series is not None else ""
        series = self.series.setdefault(name, Series(name, self._columns))
        if self._layout.time is not None:
            self._keep_time(line, series, named[self._layout.time])
        values = [self._value(line, column, cell) for column, cell in zip(self._columns, cells, strict=True)]
        try:
            series.steps.append(filled(values, series.steps[-1] if series.steps else None, missing=self._missing))
        except GapError as gap:
            self._problems.add(f"column '{self._columns[gap.column]}' {gap}", line=line)

    def _value(self, line: int, column: str, cell: str) -> float:
        try:
            return number(cell)
        except ValueError as error:
            self._problems.add(f"column '{column}' {error}", line=line)
            return 0.0

    def _keep_time(self, line: int, series: Series, cell: str) -> None:
        """Take the time of a step, if it comes after the one before."""
        column = self._layout.time
        try:
            time = when(cell)
        except ValueError as error:
            self._problems.add(f"column '{column}' {error}", line=line)
            return
        before, at = self._latest.get(series.name, (None, 0))
        if before is not None and (wrong := complaint(time, before, at)):
            self._problems.add(f"column '{column}' {wrong}", line=line)
            return
        self._latest[series.name] = time, line
        series.span = (series.span[0] if series.span else time), time
        if isinstance(time, datetime):
            series.times.append(time)
