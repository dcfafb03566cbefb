"""Surnames by language, from the package Faker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import dataset
from unrolled_data.sizes import SharesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

PACKAGE = "Faker"
LOCALES = (
    *("cs_CZ", "de_DE", "en_GB", "es_ES", "et_EE", "fi_FI", "fr_FR", "ga_IE", "hr_HR"),
    *("it_IT", "lv_LV", "nl_NL", "pl_PL", "pt_PT", "sl_SI", "sv_SE", "hu_HU", "is_IS"),
)
"""Eighteen languages in Latin script."""


class SurnamesConfig(SharesConfig):
    """Surnames, and the language that each comes from."""

    locales: Annotated[tuple[str, ...], Field(min_length=2)] | None = LOCALES
    """as Faker spells them, each labelled with its language, the part before the underscore; null: all that it has"""


@dataset("surnames", SurnamesConfig, libraries=(PACKAGE,))
def surnames_dataset(config: SurnamesConfig, /) -> Dataset:
    """Build the reader of Faker's surnames."""
    from unrolled_data.surnames.faker_names import Surnames

    return Surnames(config)
