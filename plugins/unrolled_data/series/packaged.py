"""Series that installed packages ship.

Source: seattle-temps of vega_datasets (NOAA, hourly, 2010); co2 (Keeling and Whorf, Scripps) and sunspots (SIDC,
yearly) of statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unrolled.contracts import Inputs
from unrolled.locations import check_present
from unrolled_data.packages import shipped
from unrolled_data.series.source import Layout

if TYPE_CHECKING:
    from unrolled_data.series.values import Series


@dataclass(frozen=True, slots=True)
class PackagedSource:
    """A file of an installed package.

    Args:
        dataset: that reads it.
        package: distribution that ships it.
        file: path inside site-packages.
        layout: of its columns.
    """

    dataset: str
    package: str
    file: str
    layout: Layout

    @property
    def inputs(self) -> Inputs:
        """The packaged file."""
        return Inputs(packaged=((self.package, self.file),))

    def read(self, missing: str) -> list[Series]:
        """Read the series.

        Args:
            missing: what becomes of an empty cell: refuse or previous.

        Raises:
            DataError: the package is not installed, or its file is damaged.
        """
        path = shipped(self.package, self.file, dataset=self.dataset)
        check_present([path])
        return self.layout.read(path, missing)


TEMPERATURES = PackagedSource(
    "temperatures", "vega_datasets", "vega_datasets/_data/seattle-temps.csv", Layout(time="date", values=("temp",))
)
CO2 = PackagedSource("co2", "statsmodels", "statsmodels/datasets/co2/co2.csv", Layout(time="date", values=("co2",)))
SUNSPOTS = PackagedSource(
    "sunspots",
    "statsmodels",
    "statsmodels/datasets/sunspots/sunspots.csv",
    Layout(time="YEAR", values=("SUNACTIVITY",)),
)
