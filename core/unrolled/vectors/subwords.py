"""fastText's n-grams: vectors of words that were never learned, from vectors of their parts.

Shapes: M buckets, E embedding, V words, K n-grams of all words, C characters of all words, L lengths of n-grams.

Source: Bojanowski et al. (2017), "Enriching word vectors with subword information", section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_OFFSET, _PRIME = np.uint32(2_166_136_261), np.uint32(16_777_619)
_CONTINUES, _HEAD = 0xC0, 0x80
"""Bits of a byte of UTF-8 by which it is known not to begin a character, and their value then."""
_LONGEST_CHARACTER = 4
_END_OF_SENTENCE = "</s>"


class Grams(NamedTuple):
    """N-grams of words, one word behind another.

    Args:
        codes_K: hashes, or the buckets that they choose.
        starts_V1: those of word v are ``codes_K[starts_V1[v]:starts_V1[v + 1]]``.
    """

    codes_K: NDArray[np.int64]
    starts_V1: NDArray[np.int64]


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

    def buckets(self, words: Sequence[str]) -> Grams:
        """Return the buckets of words' n-grams, in the order of their starts.

        Args:
            words: any texts.
        """
        codes_K, starts_V1 = hashes(words, self.shortest, self.longest)
        return Grams(codes_K % len(self.buckets_ME), starts_V1)

    def sums(self, words: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the sum of the vectors of each word's n-grams, and how many there are; the mark of an end has none.

        Args:
            words: any texts.

        Returns:
            sums_VE and counts_V1.
        """
        codes_K, starts_V1 = self.buckets(words)
        counts_V = np.diff(starts_V1) * [word != _END_OF_SENTENCE for word in words]
        sums_VE = np.zeros((len(words), self.buckets_ME.shape[1]))
        if len(codes_K):
            some_V = np.diff(starts_V1) > 0
            sums_VE[some_V] = np.add.reduceat(
                self.buckets_ME[codes_K], starts_V1[:-1][some_V], axis=0, dtype=np.float64
            )
        sums_VE[counts_V == 0] = 0
        return sums_VE, counts_V[:, None]

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """Return the mean vector of a word's n-grams, None where it has none.

        Args:
            word: any text.
        """
        (sum_E,), ((count,),) = self.sums([word])
        return (sum_E / count).astype(np.float32) if count else None


def hashes(words: Sequence[str], shortest: int, longest: int) -> Grams:
    """Return the 32-bit hash of each n-gram of words between the marks ``<`` and ``>``, but of no mark alone.

    The hash is FNV-1a over the bytes of UTF-8, each taken with its sign, as in fastText's own program.

    Args:
        words: any texts.
        shortest: characters of an n-gram at least.
        longest: characters of an n-gram at most.
    """
    marked = [f"<{word}>" for word in words]
    bounds_V1 = np.cumsum([0, *map(len, marked)])
    ends_C = np.repeat(bounds_V1[1:], np.diff(bounds_V1))
    codes_CL = _codes("".join(marked), ends_C, shortest, longest)
    starts_C = np.arange(len(ends_C))
    lengths_L = np.arange(shortest, longest + 1)
    inside_CL = starts_C[:, None] + lengths_L <= ends_C[:, None]
    if shortest == 1:
        inside_CL[bounds_V1[:-1], :1] = inside_CL[bounds_V1[1:] - 1, :1] = False
    counts_C1 = np.cumsum([0, *inside_CL.sum(axis=1)])
    return Grams(codes_CL[inside_CL].astype(np.int64), counts_C1[bounds_V1])


def _codes(text: str, ends_C: NDArray[np.int64], shortest: int, longest: int) -> NDArray[np.uint32]:
    """Return the hash of each n-gram by its first character and length; one that leaves its word means nothing."""
    bytes_ = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.int8)
    heads = np.flatnonzero((bytes_.view(np.uint8) & _CONTINUES) != _HEAD)
    sizes_C = np.diff(heads, append=len(bytes_))
    starts_C = np.arange(len(ends_C))
    codes_CL = np.empty((len(ends_C), max(0, longest - shortest + 1)), np.uint32)
    codes_C = np.full(len(ends_C), _OFFSET)
    for length in range(1, longest + 1):
        next_C = np.minimum(starts_C + length - 1, ends_C - 1)
        for byte in range(_LONGEST_CHARACTER):
            (hit,) = np.nonzero(sizes_C[next_C] > byte)
            signed = bytes_[heads[next_C[hit]] + byte].astype(np.int32).view(np.uint32)
            codes_C[hit] = (codes_C[hit] ^ signed) * _PRIME
        if length >= shortest:
            codes_CL[:, length - shortest] = codes_C
    return codes_CL
