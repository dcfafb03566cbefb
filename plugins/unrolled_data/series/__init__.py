"""Datasets of series to forecast: one's own csv, and three that packages ship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled import Config, dataset
from unrolled_data.files.config import Location

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

Column = Annotated[str, Field(min_length=1)]
Size = Annotated[int, Field(ge=1)] | Annotated[float, Field(gt=0, lt=1)]
Cycle = Literal["day", "week", "year"]


class WindowsConfig(Config):
    """How series are split by time and cut into examples."""

    length: Annotated[int, Field(ge=1, le=1_000_000)] = 96
    """steps of the past that an example shows"""
    horizon: Annotated[int, Field(ge=1, le=1_000_000)] = 24
    """steps that follow them, to be forecast"""
    stride: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """steps from the start of one example to that of the next"""
    train_size: Size | None = None
    """steps of each series to train on, or their share; null: all that validation and test leave"""
    validation_size: Size = 0.1
    """steps that follow them, or their share, to choose an epoch by; the pasts of their examples reach before them"""
    test_size: Size | None = None
    """steps that follow those, or their share, to score; null: a tenth, or what test_path holds"""
    scale: Literal["none", "standard"] = "none"
    """standard: each column of each series gets mean 0 and standard deviation 1, as measured on its training steps"""
    channels: Literal["together", "each"] = "together"
    """together: an example holds all value columns; each: one"""
    calendar: tuple[Cycle, ...] = ()
    """cycles whose phase stands beside the values, as sine and cosine, and is known of the horizon: day, week, year"""
    missing: Literal["refuse", "previous"] = "refuse"
    """of an empty cell: refuse it, or take the value of the step before"""
    name_series: bool = False
    """give each example a label field 'series' with the name of its series and column, for a task that learns them"""


class SeriesConfig(WindowsConfig):
    """Your own series in a csv file, windows of each: a step of time a line, or a series a line."""

    path: Location
    """path or URL of the file, packed (gz, bz2, xz) or not; its first line is a header"""
    test_path: Location | None = None
    """path or URL of a file like it whose steps follow, to score; null: the last steps of path"""
    layout: Literal["columns", "rows"] = "columns"
    """columns: a line is a step of time; rows: a line is a series, its name first, empty cells behind its end"""
    time: Column | None = None
    """column of dates (ISO 8601) or numbers that must ascend; null: lines are in order of time"""
    values: tuple[Column, ...] = ()
    """columns to forecast; none: all that are not named otherwise"""
    series: Column | None = None
    """column that says which series a line belongs to; null: there is one"""
    covariates: tuple[Column, ...] = ()
    """columns of numbers that are known of the horizon beforehand"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.layout == "rows" and (self.time or self.values or self.series or self.covariates):
            raise ValueError("time, values, series and covariates name columns: they are for layout: columns")
        if self.calendar and self.time is None:
            raise ValueError("calendar needs time, the column of dates")
        if self.test_path is not None and self.test_size is not None:
            raise ValueError("test_size is what test_path holds: leave one of them out")
        if self.test_path is not None and self.train_size is not None:
            raise ValueError("train_size is what validation_size leaves of path, with test_path behind: leave it out")
        return self


class TemperaturesConfig(WindowsConfig):
    """Temperatures of Seattle by the hour, as they usually are in a year (degrees Fahrenheit), of vega_datasets."""

    length: Annotated[int, Field(ge=1, le=8000)] = 72
    """hours of the past that an example shows"""
    calendar: tuple[Cycle, ...] = ("day",)
    """cycles whose phase stands beside the values, as sine and cosine, and is known of the horizon: day, week, year"""


class Co2Config(WindowsConfig):
    """Weekly carbon dioxide over Mauna Loa since 1958 (parts per million), of the package statsmodels."""

    length: Annotated[int, Field(ge=1, le=2000)] = 104
    """weeks of the past that an example shows"""
    horizon: Annotated[int, Field(ge=1, le=2000)] = 52
    """weeks that follow them, to be forecast"""
    missing: Literal["refuse", "previous"] = "previous"
    """of the weeks without a measurement: refuse them, or take the value of the week before"""


class SunspotsConfig(WindowsConfig):
    """Sunspots a year since 1700, of the package statsmodels."""

    length: Annotated[int, Field(ge=1, le=300)] = 44
    """years of the past that an example shows"""
    horizon: Annotated[int, Field(ge=1, le=300)] = 11
    """years that follow them, to be forecast"""


@dataset("series", SeriesConfig)
def series_dataset(config: SeriesConfig, /) -> Dataset:
    """Build the reader of one's own series."""
    from unrolled_data.series.dataset import SeriesData
    from unrolled_data.series.source import CsvSource

    return SeriesData(config, CsvSource.of(config))


@dataset("temperatures", TemperaturesConfig)
def temperatures_dataset(config: TemperaturesConfig, /) -> Dataset:
    """Build the reader of Seattle's temperatures."""
    from unrolled_data.series.dataset import SeriesData
    from unrolled_data.series.packaged import TEMPERATURES

    return SeriesData(config, TEMPERATURES)


@dataset("co2", Co2Config)
def co2_dataset(config: Co2Config, /) -> Dataset:
    """Build the reader of Mauna Loa's carbon dioxide."""
    from unrolled_data.series.dataset import SeriesData
    from unrolled_data.series.packaged import CO2

    return SeriesData(config, CO2)


@dataset("sunspots", SunspotsConfig)
def sunspots_dataset(config: SunspotsConfig, /) -> Dataset:
    """Build the reader of the sunspots."""
    from unrolled_data.series.dataset import SeriesData
    from unrolled_data.series.packaged import SUNSPOTS

    return SeriesData(config, SUNSPOTS)
