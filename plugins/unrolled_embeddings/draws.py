"""What skip-gram draws: which words stay in the text, which words are noise, and how many.

Shapes: V vocabulary.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.randomness import CERTAIN


class Draws(NamedTuple):
    """Tables to draw from.

    Args:
        keep_V: chance in 2^32 that a word stays in the text.
        accept_V: chance in 2^32 that a column of the noise table gives its own word.
        alias_V: the word that it gives otherwise.
    """

    keep_V: NDArray[np.uint64]
    accept_V: NDArray[np.uint64]
    alias_V: NDArray[np.int32]


def draws(counts_V: NDArray[np.int64], *, sample: float, noise_power: float) -> Draws:
    """Make the tables.

    Args:
        counts_V: of the words; 0 for specials, which are never drawn.
        sample: share of the text from which on a word is left out at random; 0: none is.
        noise_power: noise words are drawn by count to this power.
    """
    words_V = counts_V > 0
    noise_V = np.where(words_V, counts_V.astype(np.float64) ** noise_power, 0)
    return Draws(keep_chances(counts_V, sample), *alias_table(noise_V))


def keep_chances(counts_V: NDArray[np.int64], sample: float) -> NDArray[np.uint64]:
    """Return each word's chance to stay in the text: sqrt(s / f) + s / f for a word of share f.

    Args:
        counts_V: of the words; a word of no count never stays.
        sample: s; 0: every word stays.

    Returns:
        Chances in 2^32.

    Source: Mikolov et al., "Distributed representations of words and phrases", NIPS 2013, section 2.3, in the
        form of the authors' program.
    """
    words_V = counts_V > 0
    ratio_V = np.divide(sample * counts_V.sum(), counts_V, out=np.zeros(counts_V.shape), where=words_V)
    chances_V = np.minimum(np.sqrt(ratio_V) + ratio_V, 1) if sample > 0 else words_V
    return (chances_V * CERTAIN).astype(np.uint64)


def alias_table(weights_V: NDArray[np.float64]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return a table that draws from any distribution with one column and one coin.

    Args:
        weights_V: not negative, not all zero; a weight of zero is never drawn.

    Returns:
        accept_V, chances in 2^32, and alias_V.

    Source: Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 1991.
    """
    share_V = (weights_V * (len(weights_V) / weights_V.sum())).tolist()
    accept_V = np.full(len(share_V), CERTAIN, np.uint64)
    alias_V = np.arange(len(share_V), dtype=np.int32)
    small = [index for index, share in enumerate(share_V) if share < 1]
    large = [index for index, share in enumerate(share_V) if share >= 1]
    while small and large:
        poor, rich = small.pop(), large[-1]
        accept_V[poor] = int(share_V[poor] * CERTAIN)
        alias_V[poor] = rich
        share_V[rich] -= 1 - share_V[poor]
        if share_V[rich] < 1:
            small.append(large.pop())
    return accept_V, alias_V


def negatives_for(tokens: int) -> int:
    """Return how many noise words a pair a text of some size wants: 5 to 20 if it is small, 2 to 5 if large.

    Args:
        tokens: length of the text, in tokens.

    Source: Mikolov et al., "Distributed representations of words and phrases", NIPS 2013, section 2.2.
    """
    return 10 if tokens < 1_000_000 else 5 if tokens < 100_000_000 else 3  # noqa: PLR2004
