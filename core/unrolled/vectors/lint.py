"""The lint for tables of named features: one sign that is wrong makes an analogy fail.

Shapes: E features, R pairs of words in one relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.vectors.table import WordVectors

_APART = 0.3
"""Differences that stand for one relation lie no further apart than this share of the longest one."""


class SignError(NamedTuple):
    """A value whose sign looks wrong.

    Args:
        word: whose vector it is in.
        feature: its column, from 0.
        value: as it stands.
    """

    word: str
    feature: int
    value: float


def sign_errors(table: WordVectors, pairs: Sequence[tuple[str, str]]) -> list[SignError]:
    """Return the values of which any one, with the other sign, would make the differences of all pairs alike.

    Args:
        table: of vectors.
        pairs: of words that stand in one relation, in one order: (man, woman), (king, queen).

    Returns:
        None where the differences are alike already.

    Raises:
        ConfigError: a word is unknown.
    """
    vectors_R2E = np.stack([[table.vector(word) for word in pair] for pair in pairs]).astype(np.float32)
    return [] if _alike(vectors_R2E) else list(_flips(vectors_R2E, pairs))


def _flips(vectors_R2E: NDArray[np.float32], pairs: Sequence[tuple[str, str]]) -> Iterator[SignError]:
    for place in np.ndindex(vectors_R2E.shape):
        flipped_R2E = vectors_R2E.copy()
        flipped_R2E[place] *= -1
        if _alike(flipped_R2E):
            pair, side, feature = place
            yield SignError(pairs[pair][side], feature, float(vectors_R2E[place]))


def _alike(vectors_R2E: NDArray[np.float32]) -> bool:
    """Tell whether the differences of all pairs are about the same."""
    apart_RE = vectors_R2E[:, 0] - vectors_R2E[:, 1]
    gaps_RR = np.linalg.norm(apart_RE[:, None] - apart_RE, axis=2)
    return bool(gaps_RR.max() <= _APART * np.linalg.norm(apart_RE, axis=1).max())
