"""What the Unicode locale data say: dates as people write them, names of countries, languages and currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from unrolled import dataset
from unrolled_data.sizes import Share, SharesConfig, Size, SizesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

PACKAGE = "babel"
Locales = Annotated[tuple[Annotated[str, Field(min_length=2)], ...], Field(min_length=1)]
Length = Literal["short", "medium", "long", "full"]
Named = Literal["countries", "languages", "currencies"]
Year = Annotated[int, Field(ge=1000, le=9998)]
LOCALES = (
    *("en_US", "en_GB", "de", "fr", "es", "it", "pt", "nl", "sv", "pl"),
    *("cs", "hu", "fi", "tr", "ru", "el", "hi", "ar", "ja", "zh"),
)
"""Twenty locales that write dates in different ways."""


class DatesConfig(SizesConfig):
    """Dates as people write them in a locale, and the same in ISO 8601; held-out dates are unseen in every locale."""

    train: Size = 20_000
    """training examples, of a date, a locale and a length of writing each"""
    test: Size = 2_000
    """examples to score"""
    locales: Locales = LOCALES
    """codes as CLDR spells them; the code is the first token of the source"""
    lengths: Annotated[tuple[Length, ...], Field(min_length=1)] = get_args(Length)
    """how much is written out, as CLDR calls it; years have four digits in all of them"""
    first_year: Year = 1925
    """of the earliest dates"""
    last_year: Year = 2074
    """of the latest dates"""
    held_out_share: Share = 0.1
    """share of all dates that validation is drawn from, and as many for test"""

    @field_validator("last_year")
    @classmethod
    def _not_before(cls, last_year: int, info: ValidationInfo) -> int:
        if last_year < info.data.get("first_year", last_year):
            raise ValueError(f"{last_year} is before first_year")
        return last_year


class LocaleNamesConfig(SharesConfig):
    """Names of countries, languages and currencies in English and in another language."""

    language: Annotated[str, Field(min_length=2)] = "fr"
    """of the target, as CLDR spells its code: fr, de, hi, ..."""
    names: Annotated[tuple[Named, ...], Field(min_length=1)] = get_args(Named)
    """whose names; countries come with the regions that they lie in"""


@dataset("dates", DatesConfig, libraries=(PACKAGE,))
def dates_dataset(config: DatesConfig, /) -> Dataset:
    """Build the dates."""
    from unrolled_data.locales.dates import Dates

    return Dates(config)


@dataset("locale-names", LocaleNamesConfig, libraries=(PACKAGE,))
def locale_names_dataset(config: LocaleNamesConfig, /) -> Dataset:
    """Build the names."""
    from unrolled_data.locales.names import Names

    return Names(config)
