"""One spelling of a text, small letters and a normal form, and where its characters come from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unrolled_tokenizers.text_fields import VocabularyConfig

_FIRST_MARK = "\u0300"
"""No character below it changes with the one before it."""
_LAST_PAIR = 0x20000
"""The characters that are made of two stand below this code point."""
_HANGUL_VOWELS_AND_ENDS = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))


class Spelling:
    """Spells texts in one way.

    Args:
        config: says in which.
    """

    def __init__(self, config: VocabularyConfig) -> None:
        self._lowercase, self._nfc = config.lowercase, config.normalise == "NFC"

    def of(self, text: str) -> str:
        """Return a text as it is read.

        Args:
            text: as it stands in the data.
        """
        return self._normal(self._lowered(text))

    def origins(self, text: str) -> list[tuple[int, int]]:
        """Return for each character of the spelled text where what it was made of starts and ends.

        Args:
            text: as it stands in the data.
        """
        letters = [letter.lower() if self._lowercase else letter for letter in text]  # one may become two
        origins = [(place, place + 1) for place, letter in enumerate(letters) for _ in letter]
        if not self._nfc:
            return origins
        lowered, found = self._lowered(text), list[tuple[int, int]]()
        for start, end in _apart(lowered):
            before, after = lowered[start:end], self._normal(lowered[start:end])
            whole = (origins[start][0], origins[end - 1][1])
            found += origins[start:end] if after == before else [whole] * len(after)
        return found

    def _lowered(self, text: str) -> str:
        return text.lower() if self._lowercase else text

    def _normal(self, text: str) -> str:
        return unicodedata.normalize("NFC", text) if self._nfc else text


def _apart(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of stretches that normalise apart from one another."""
    starts = [place for place, letter in enumerate(text) if not place or _begins(letter)]
    yield from pairwise([*starts, len(text)])


def _begins(letter: str) -> bool:
    """Tell whether a character is never changed by the one before it."""
    if letter < _FIRST_MARK:
        return True
    first = unicodedata.normalize("NFD", letter)[0]
    return not unicodedata.combining(first) and first not in _joining()


@cache
def _joining() -> frozenset[str]:
    """Return the characters that may become one with the one before."""
    made_of = (unicodedata.decomposition(chr(code)).split() for code in range(_LAST_PAIR))
    seconds = {int(codes[1], 16) for codes in made_of if len(codes) == 2 and not codes[0].startswith("<")}  # noqa: PLR2004
    return frozenset(map(chr, seconds.union(_HANGUL_VOWELS_AND_ENDS)))
