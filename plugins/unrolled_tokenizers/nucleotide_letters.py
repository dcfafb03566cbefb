"""Letters of DNA and RNA, as IUPAC names them.

Shapes: N letters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unrolled import DataError, Problem
from unrolled_tokenizers.fixed_declarations import IUPAC

_REFUSED, _AMBIGUOUS = -2, -1
_COMPLEMENTS = str.maketrans("ACGTURYSWKMBDHVNacgturyswkmbdhvn", "TGCAAYRSWMKVHDBNtgcaayrswmkvhdbn")


def reverse_complement(sequence: str) -> str:
    """Return the other strand of a sequence, read in its own direction; ambiguous letters have complements too.

    Args:
        sequence: of IUPAC letters; U is taken as T, and small letters stay small.

    Raises:
        DataError: a character is no IUPAC letter.
    """
    letter_codes([sequence], IUPAC)
    return sequence.translate(_COMPLEMENTS)[::-1]


def letter_codes(sequences: Sequence[str], letters: str, *, ambiguous: bool = False) -> NDArray[np.int8]:
    """Return the position of every letter of all sequences among the letters that there are, as codes_N.

    Args:
        sequences: strings of letters.
        letters: that there are; T also stands for U.
        ambiguous: whether other IUPAC letters may occur; their code is negative.

    Raises:
        DataError: a character is no such letter.
    """
    table = np.full(256, _REFUSED, np.int8)
    for code, letter in [*((_AMBIGUOUS, other) for other in IUPAC if ambiguous), *enumerate(letters), (3, "U")]:
        table[[ord(letter), ord(letter.lower())]] = code
    codes_N = table[np.frombuffer("".join(sequences).encode("latin-1", "replace"), np.uint8)]
    if (codes_N == _REFUSED).any():
        raise DataError(Problem(_refusal(sequences, table, letters), where="tokenizer"))
    return codes_N


def _refusal(sequences: Sequence[str], table: NDArray[np.int8], letters: str) -> str:
    for text in sequences:
        for place, letter in enumerate(text, 1):
            if table[min(ord(letter), 255)] == _REFUSED:
                more = "; tokenizer.ambiguous says what it may do" if letter.upper() in IUPAC else ""
                return f"letter {place} of the sequence {_shown(text)} is {letter!r}, none of {letters} or U{more}"
    raise AssertionError(letters)


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 20 else f"{text[:20]}...")  # noqa: PLR2004 - enough to know it by
