"""fastText's n-grams: vectors of words that were never learned, from vectors of their parts.

Shapes: M buckets, E embedding.

Source: Bojanowski et al. (2017), "Enriching word vectors with subword information", section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_OFFSET, _PRIME, _MASK = 2_166_136_261, 16_777_619, 0xFFFFFFFF
_SIGN, _EXTENDED = 0x80, 0xFFFFFF00


@dataclass(frozen=True, slots=True, eq=False)
class Subwords:
    """Vectors of n-grams, in buckets that their hashes choose.

    Args:
        buckets_ME: one vector a bucket.
        shortest: characters of an n-gram at least, the marks around a word counted; 1 or more.
        longest: characters of an n-gram at most.
    """

    buckets_ME: NDArray[np.float32]
    shortest: int
    longest: int

    def buckets(self, word: str) -> list[int]:
        """Return the buckets of a word's n-grams, in the order of their starts.

        Args:
            word: any text.
        """
        count = len(self.buckets_ME)
        return [code % count for code in hashes(word, self.shortest, self.longest)]

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """Return the mean vector of a word's n-grams, None where it has none.

        Args:
            word: any text.
        """
        buckets = self.buckets(word)
        return np.asarray(self.buckets_ME[buckets].mean(axis=0)) if buckets else None


def hashes(word: str, shortest: int, longest: int) -> Iterator[int]:
    """Yield the 32-bit hash of each n-gram of a word between the marks ``<`` and ``>``, but of no mark alone.

    The hash is FNV-1a over the bytes of UTF-8, each taken with its sign, as in fastText's own program.

    Args:
        word: any text.
        shortest: characters of an n-gram at least.
        longest: characters of an n-gram at most.
    """
    characters = [character.encode("utf-8", "surrogatepass") for character in f"<{word}>"]
    for start in range(len(characters)):
        code = _OFFSET
        for length, character in enumerate(characters[start : start + longest], 1):
            for byte in character:
                code = ((code ^ (byte | _EXTENDED if byte & _SIGN else byte)) * _PRIME) & _MASK
            if length >= shortest and (length > 1 or 0 < start < len(characters) - 1):
                yield code
