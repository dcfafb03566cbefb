"""The words that are nearest to a vector.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.vectors.cosines import unit
from unrolled.vectors.table import WordVectors


class Neighbour(NamedTuple):
    """A word, and the cosine between its vector and the one that was asked about."""

    word: str
    cosine: float


def neighbours(table: WordVectors, word: str, count: int = 10) -> list[Neighbour]:
    """Return the words nearest to a word, without the word itself.

    Args:
        table: of vectors.
        word: to start from.
        count: of words.

    Raises:
        ConfigError: the word is unknown.
    """
    return nearest_to(table, table.vector(word), count, exclude=[word])


def nearest_to(
    table: WordVectors, vector_E: NDArray[np.float32], count: int = 10, *, exclude: Collection[str] = ()
) -> list[Neighbour]:
    """Return the words whose vectors have the largest cosine with a vector, nearest first.

    Args:
        table: of vectors.
        vector_E: to start from; zero has the cosine 0 with every word.
        count: of words.
        exclude: words to leave out.
    """
    cosines_V = table.unit_VE @ unit(np.asarray(vector_E, np.float32)[None])[0]
    return [Neighbour(table.words[row], float(cosines_V[row])) for row in largest(table, cosines_V, count, exclude)]


def largest(
    table: WordVectors, scores_V: NDArray[np.float32], count: int, exclude: Collection[str]
) -> NDArray[np.int64]:
    """Return the rows of the largest scores, largest first, and the earlier row first among equals.

    Args:
        table: of vectors.
        scores_V: one a word.
        count: of rows.
        exclude: words to leave out.
    """
    left_out = {row for word in exclude if (row := table.row(word)) is not None}
    order_V = np.argsort(-scores_V, kind="stable")[: count + len(left_out)]
    return order_V[~np.isin(order_V, list(left_out))][:count]
