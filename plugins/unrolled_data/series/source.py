"""Where series come from: one csv file, or one and another whose steps follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unrolled.contracts import Inputs
from unrolled.errors import listing, nearest
from unrolled.locations import check_present
from unrolled.secrets import without_passwords
from unrolled_data.files.formats import local_file
from unrolled_data.files.problems import Problems
from unrolled_data.series.lines import read_lines
from unrolled_data.series.series_a_line import read_series_a_line
from unrolled_data.series.times import complaint

if TYPE_CHECKING:
    from unrolled_data.series import SeriesConfig
    from unrolled_data.series.values import Series


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a file are.

    Args:
        time: column of times.
        values: columns to forecast; none: all that are not named otherwise.
        series: column of names of series.
        covariates: columns that are known beforehand.
        a_line_each: whether a line is a whole series instead.
    """

    time: str | None = None
    values: tuple[str, ...] = ()
    series: str | None = None
    covariates: tuple[str, ...] = ()
    a_line_each: bool = False

    def read(self, location: str, missing: str) -> list[Series]:
        """Read the series of a file.

        Args:
            location: path or URL.
            missing: what becomes of an empty cell: refuse or previous.

        Raises:
            DataError: it is malformed, or holds no step.
        """
        reader = read_series_a_line if self.a_line_each else read_lines
        return reader(location, self, missing)


@dataclass(frozen=True, slots=True)
class CsvSource:
    """Files that the user names.

    Args:
        path: of the series.
        test_path: of the steps that follow; None: there is one file.
        layout: of both.
    """

    path: str
    test_path: str | None
    layout: Layout

    @classmethod
    def of(cls, config: SeriesConfig) -> CsvSource:
        """Return the source that a section of params.yaml names.

        Args:
            config: of the dataset ``series``.
        """
        rows = config.layout == "rows"
        layout = Layout(config.time, config.values, config.series, config.covariates, a_line_each=rows)
        return cls(config.path, config.test_path, layout)

    @property
    def inputs(self) -> Inputs:
        """The local files."""
        files = [local_file(path) for path in (self.path, self.test_path) if path is not None]
        return Inputs(files=tuple(dict.fromkeys(path for path in files if path is not None)))

    def read(self, missing: str) -> list[Series]:
        """Read every series.

        Args:
            missing: what becomes of an empty cell: refuse or previous.

        Raises:
            DataError: a file is missing or malformed, or the two do not hold the same series.
        """
        check_present(self.inputs.files)
        found = self.layout.read(self.path, missing)
        if self.test_path is None:
            return found
        problems = Problems(self.test_path)
        following = {each.name: each for each in self.layout.read(self.test_path, missing)}
        for series in found:
            _append(series, following.pop(series.name, None), problems)
        if following:
            names, known = sorted(following), [series.name for series in found]
            what = f"{without_passwords(self.path)} has no series {listing(names)}"
            problems.add(what, nearest=nearest(names[0], known))
        problems.check()
        return found


def _append(series: Series, following: Series | None, problems: Problems) -> None:
    """Put the steps of the test file behind those of a series."""
    if following is None:
        problems.add(f"there is no series '{series.name}' here" if series.name else "there is no series here")
        return
    if following.columns != series.columns:
        problems.add(f"columns {listing(following.columns)} follow {listing(series.columns)}")
    if series.span and following.span and complaint(following.span[0], series.span[1], 0):
        problems.add(f"starts at {following.span[0]}, where the series that it follows ends at {series.span[1]}")
    series.steps += following.steps
    series.times += following.times
    series.appended = len(following.steps)
