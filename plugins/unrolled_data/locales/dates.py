"""Dates as people write them, and in ISO 8601.

Source: Unicode Technical Standard 35 (LDML), part 4, section 2.3, for the lengths of a date and its patterns; the
Gregorian calendar in every locale.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled_data.locales import PACKAGE
from unrolled_data.locales.cldr import locales_of
from unrolled_data.packages import imported
from unrolled_data.splits import ranked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unrolled_data.locales import DatesConfig

    Example = dict[str, Any]

DATASET = "dates"
_TWO_DIGITS = re.compile(r"(?<!y)yy(?!y)")


class Dates:
    """The written date as characters with the locale's code before them, and the ISO date.

    Args:
        config: locales, years and sizes.
    """

    fields: Mapping[str, FieldKind] = {"source": "tokens", "target": "text"}
    inputs = Inputs()

    def __init__(self, config: DatesConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Write dates.

        Args:
            seed: of the split of the dates, and of what is drawn from it.

        Returns:
            Split name to examples.

        Raises:
            DataError: Babel is not installed or lacks a locale, or there are fewer dates than are asked for.
        """
        config = self._config
        format_date = imported("babel.dates", package=PACKAGE, dataset=DATASET).format_date
        styles = self._styles()
        splits: dict[str, list[Example]] = {}
        for number, (split, days) in enumerate(self._days(seed).items()):
            count: int = getattr(config, split)
            if count > len(days) * len(styles):
                what = f"split '{split}' has {len(days) * len(styles)} examples at most, and {count} are asked for"
                raise DataError(Problem(what, where=f"dataset '{DATASET}'", command=f"unrolled show dataset {DATASET}"))
            drawn = np.random.default_rng((seed, number)).choice(len(days) * len(styles), count, replace=False)
            pairs = [(days[index // len(styles)], styles[index % len(styles)]) for index in drawn.tolist()]
            splits[split] = [_example(day, locale, pattern, format_date) for day, (locale, pattern) in pairs]
        return splits

    def _styles(self) -> list[tuple[Any, str]]:
        """Return the locale and the pattern of every way to write a date."""
        locales = locales_of(self._config.locales, dataset=DATASET)
        return [
            (locale, _TWO_DIGITS.sub("yyyy", locale.date_formats[length].pattern))
            for locale, length in product(locales, dict.fromkeys(self._config.lengths))
        ]

    def _days(self, seed: int) -> dict[str, Sequence[date]]:
        """Share out all dates; no date is in two splits."""
        first, end = date(self._config.first_year, 1, 1), date(self._config.last_year + 1, 1, 1)
        days = [first + timedelta(days) for days in range((end - first).days)]
        order = [date.fromisoformat(key) for key in ranked((day.isoformat() for day in days), seed)]
        count = max(1, round(self._config.held_out_share * len(order)))
        return {"train": order[2 * count :], "validation": order[:count], "test": order[count : 2 * count]}


def _example(day: date, locale: Any, pattern: str, format_date: Any) -> Example:
    written = normalize("NFC", format_date(day, format=pattern, locale=locale))
    return {"source": [str(locale), *written], "target": day.isoformat()}
