"""Series in rows: a line is a whole series, its name first."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from unrolled_data.files.delimited import csv_rows
from unrolled_data.files.problems import Problems
from unrolled_data.files.source import lines, opened
from unrolled_data.series.values import GapError, Series, filled, number

if TYPE_CHECKING:
    from unrolled_data.series.source import Layout


def read_series_a_line(location: str, layout: Layout, missing: str) -> list[Series]:
    """Read the series of a file.

    Args:
        location: path or URL; its first line is a header.
        layout: names no columns.
        missing: what becomes of an empty cell inside a series: refuse or previous.

    Raises:
        DataError: a line is malformed, a name stands twice, or there is no line.
    """
    del layout
    problems = Problems(location)
    with opened(location) as stream:
        width = len(next(csv.reader(lines(stream, problems)), []))
    found: dict[str, tuple[int, Series]] = {}
    with opened(location) as stream:
        rows = csv_rows(stream, range(width), problems)
        next(rows, None)  # the header
        for line, (name, *cells) in rows:
            if name in found:
                problems.add(f"series '{name}' stands in line {found[name][0]} too", line=line)
            found[name] = line, _series(line, name, cells, missing, problems)
    if not found:
        problems.add("there is no series below the header")
    problems.check()
    return [series for _, series in found.values()]


def _series(line: int, name: str, cells: list[str], missing: str, problems: Problems) -> Series:
    """Return the series of a line, up to its last value."""
    series = Series(name, ("",))
    while cells and not cells[-1].strip():
        cells.pop()
    if not cells:
        problems.add(f"series '{name}' has no value", line=line)
    for at, cell in enumerate(cells, 2):
        before = series.steps[-1] if series.steps else None
        try:
            series.steps.append(filled([number(cell)], before, missing=missing))
        except (GapError, ValueError) as error:
            problems.add(f"cell {at} {error}", line=line)
    return series
