"""Names in English and in another language, as CLDR has them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled_data.locales.cldr import locales_of
from unrolled_data.splits import by_seed, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unrolled_data.locales import LocaleNamesConfig

    Example = dict[str, str]

DATASET = "locale-names"
_PSEUDO = {"XA", "XB", "ZZ"}
"""Codes of CLDR that stand for no place: accents and directions to test with, and what is unknown."""
_TABLES = {"countries": "territories", "languages": "languages", "currencies": "currencies"}


class Names:
    """A name in English, and the same in another language; both in the Unicode form NFC.

    Args:
        config: the language, whose names, and shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"source": "text", "target": "text"}
    inputs = Inputs()

    def __init__(self, config: LocaleNamesConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the names.

        Args:
            seed: of the split.

        Returns:
            Split name to examples; an English name is in one split alone.

        Raises:
            DataError: Babel is not installed, lacks the language, or has no names in it.
        """
        config, where = self._config, f"dataset '{DATASET}'"
        english, other = locales_of(["en", config.language], dataset=DATASET)
        pairs: dict[str, str] = {}
        for table in map(_TABLES.__getitem__, config.names):
            names: Mapping[str, str] = getattr(other, table)
            pairs |= {
                normalize("NFC", name): normalize("NFC", names[code])
                for code, name in sorted(getattr(english, table).items())
                if code in names and code not in _PSEUDO
            }
        if not pairs:
            raise DataError(Problem(f"the package babel has no such names in '{config.language}'", where=where))
        examples = [{"source": name, "target": translated} for name, translated in pairs.items()]
        shares = {"validation": config.validation_share, "test": config.test_share}
        return by_seed(examples, lambda example: fold(example["source"]), shares=shares, seed=seed, where=where)
