"""Locales by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled.errors import DataError, Problem, nearest
from unrolled_data.locales import PACKAGE
from unrolled_data.packages import imported

if TYPE_CHECKING:
    from collections.abc import Sequence


def locales_of(codes: Sequence[str], *, dataset: str) -> list[Any]:
    """Return Babel's locales.

    Args:
        codes: as CLDR spells them.
        dataset: name of the dataset that asks.

    Raises:
        DataError: Babel is not installed, or does not know a code.
    """
    babel = imported("babel", package=PACKAGE, dataset=dataset)
    known: list[str] = imported("babel.localedata", package=PACKAGE, dataset=dataset).locale_identifiers()
    unknown = [code for code in codes if code not in known]
    if unknown:
        what, where = "there is no locale '{}' in the package babel", f"dataset '{dataset}'"
        raise DataError(
            *(Problem(what.format(code), where=where, nearest=nearest(code, sorted(known))) for code in unknown)
        )
    return [babel.Locale.parse(code) for code in codes]
