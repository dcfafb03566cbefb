"""Series as examples: a past, and the steps that follow it.

Shapes: T time, C columns, J value columns of an example, K known beforehand, N windows, W steps of a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unrolled.contracts import SPLITS, FieldKind, Inputs
from unrolled.errors import DataError, Problem, listing
from unrolled_data.series.scaling import Scale
from unrolled_data.series.splitting import Borders
from unrolled_data.series.times import phases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from unrolled_data.series import WindowsConfig
    from unrolled_data.series.source import Layout
    from unrolled_data.series.values import Series

    Example = dict[str, Any]


class Source(Protocol):
    """Where series come from."""

    @property
    def layout(self) -> Layout:
        """What the columns are."""
        ...

    @property
    def inputs(self) -> Inputs:
        """The files that are read."""
        ...

    def read(self, missing: str) -> list[Series]:
        """Read every series.

        Args:
            missing: what becomes of an empty cell: refuse or previous.
        """
        ...


class SeriesData:
    """Windows over series that are split by time; the first horizon of a split begins with the split.

    Args:
        config: windows, splits, scale.
        source: of the series.
    """

    def __init__(self, config: WindowsConfig, source: Source) -> None:
        self._config = config
        self._source = source

    @property
    def inputs(self) -> Inputs:
        """The files that the source reads."""
        return self._source.inputs

    @property
    def fields(self) -> dict[str, FieldKind]:
        """Field name to kind."""
        known = bool(self._config.calendar or self._source.layout.covariates)
        return {
            "input": "frames",
            "target": "frames",
            **({"covariates": "frames"} if known else {}),
            **({"series": "label"} if self._config.name_series else {}),
        }

    def read(self, *, seed: int) -> Mapping[str, Iterator[Example]]:
        """Read every split; the examples share the memory of their series.

        Args:
            seed: of nothing: series are split by time.

        Returns:
            Split name to examples, by series, by column where each stands alone, by time.

        Raises:
            DataError: a file is malformed, or a series is too short for its splits.
        """
        del seed
        found = self._source.read(self._config.missing)
        problems: list[Problem] = []
        prepared: list[_Prepared] = []
        for series in found:
            try:
                prepared.append(self._prepared(series))
            except ValueError as error:
                what = f"series '{series.name}' {error}" if series.name else f"the series {error}"
                problems.append(Problem(what, where="data"))
        if problems:
            raise DataError(*problems)
        self._require_names(prepared)
        return {split: self._examples(split, prepared) for split in SPLITS}

    def _require_names(self, prepared: Sequence[_Prepared]) -> None:
        """Refuse two series that examples would call by one name."""
        if self._config.name_series:
            names = [name for each in prepared for name in each.names(apart=self._config.channels == "each")]
            twins = sorted({name for name in names if names.count(name) > 1})
            if twins:
                what = f"examples of several series would be called {listing(twins)}: rename a series or a column"
                raise DataError(Problem(what, where="data.name_series", command="unrolled run data.name_series=false"))

    def _prepared(self, series: Series) -> _Prepared:
        """Return a series scaled, with the columns of its calendar."""
        config = self._config
        borders = Borders.of(series, config)
        x_TC = np.array(series.steps)
        if config.scale == "standard":
            x_TC = Scale.fitted(x_TC[: borders.train]).applied(x_TC)
        values = len(series.columns) - len(self._source.layout.covariates)
        known_TK = x_TC[:, values:]
        if config.calendar:
            if len(series.times) < len(x_TC):
                raise ValueError("has numbers for times, and a calendar needs dates")
            known_TK = np.concatenate([known_TK, phases(series.times, config.calendar)], 1)
        return _Prepared(series, borders, x_TC[:, :values], known_TK)

    def _examples(self, split: str, prepared: list[_Prepared]) -> Iterator[Example]:
        for each in prepared:
            start, end = each.borders.spans(self._config.length)[split]
            for name, x_TC in each.shown(apart=self._config.channels == "each"):
                named = {"series": name} if self._config.name_series else {}
                for example in self._windows(x_TC[start:end], x_TC.shape[1] - each.known_TK.shape[1]):
                    yield {**example, **named}

    def _windows(self, x_TC: NDArray[np.float32], values: int) -> Iterator[Example]:
        """Yield the windows of some steps, whose columns behind the values are known beforehand."""
        config = self._config
        views_NCW = np.lib.stride_tricks.sliding_window_view(x_TC, config.length + config.horizon, axis=0)
        for x_WC in views_NCW[:: config.stride].swapaxes(1, 2):
            past_TC, following_PC = x_WC[: config.length], x_WC[config.length :]
            known = {"covariates": following_PC[:, values:]} if values < x_TC.shape[1] else {}
            yield {"input": past_TC, "target": following_PC[:, :values], **known}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A series as its examples show it."""

    series: Series
    borders: Borders
    x_TC: NDArray[np.float64]
    known_TK: NDArray[np.float64]

    def names(self, *, apart: bool) -> list[str]:
        """Return what examples are called: by series, and by column where each stands alone."""
        columns = self.series.columns[: self.x_TC.shape[1]] if apart else [""]
        return [" ".join(word for word in (self.series.name, column) if word) or "series" for column in columns]

    def shown(self, *, apart: bool) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Yield what an example is called, and the columns it shows: those to forecast, then those known beforehand."""
        groups = [[at] for at in range(self.x_TC.shape[1])] if apart else [list(range(self.x_TC.shape[1]))]
        for name, group in zip(self.names(apart=apart), groups, strict=True):
            yield name, np.concatenate([self.x_TC[:, group], self.known_TK], 1).astype(np.float32)
