"""Surnames in the classes of the package Faker."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem, nearest
from unrolled_data.packages import imported
from unrolled_data.splits import by_seed, fold
from unrolled_data.surnames import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unrolled_data.surnames import SurnamesConfig

    Example = dict[str, str]

HOME = "faker.providers.person"
_MARK = "last_names"
"""What every list of surnames has in its name."""


class Surnames:
    """A surname, and the code of its language; a name that two languages have stands twice, in one split.

    Args:
        config: locales, and shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"name": "text", "language": "label"}
    inputs = Inputs()

    def __init__(self, config: SurnamesConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the names.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.

        Raises:
            DataError: Faker is not installed, or has no surnames of a locale.
        """
        config, where = self._config, "dataset 'surnames'"
        pairs = {
            (locale.partition("_")[0], normalize("NFC", name)): None
            for locale in _locales(config.locales, where)
            for name in _surnames(locale)
        }
        examples = [{"name": name, "language": language} for language, name in sorted(pairs)]
        shares = {"validation": config.validation_share, "test": config.test_share}
        return by_seed(examples, lambda example: fold(example["name"]), shares=shares, seed=seed, where=where)


def _locales(wanted: Sequence[str] | None, where: str) -> Sequence[str]:
    home: Any = imported(HOME, package=PACKAGE, dataset="surnames")
    known = [found.name for found in iter_modules(home.__path__) if _surnames(found.name)]
    unknown = [locale for locale in wanted or () if locale not in known]
    if unknown:
        what = "the package Faker has no surnames of '{}'"
        raise DataError(
            *(Problem(what.format(locale), where=where, nearest=nearest(locale, known)) for locale in unknown)
        )
    return wanted or known


def _surnames(locale: str) -> list[str]:
    """Return the surnames that a locale has of its own, men's and women's."""
    own: Mapping[str, Any] = vars(import_module(f"{HOME}.{locale}").Provider)
    return [str(name) for key, names in own.items() if _MARK in key and not callable(names) for name in names]
