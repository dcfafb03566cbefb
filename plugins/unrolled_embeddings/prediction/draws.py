"""What skip-gram and cbow draw: which words stay in the text, and how many are noise.

Shapes: V vocabulary.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CERTAIN = 1 << 32
"""A chance in 2^32 that always comes true."""


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


def negatives_for(tokens: int) -> int:
    """Return how many noise words a pair a text of some size wants: 5 to 20 if it is small, 2 to 5 if large.

    Args:
        tokens: length of the text, in tokens.

    Source: Mikolov et al., "Distributed representations of words and phrases", NIPS 2013, section 2.2.
    """
    return 10 if tokens < 1_000_000 else 5 if tokens < 100_000_000 else 3  # noqa: PLR2004


def noise_weights(counts_V: NDArray[np.int64], power: float) -> NDArray[np.float64]:
    """Return how often each word is drawn as noise, beside the others.

    Args:
        counts_V: of the words; a word of no count is never drawn.
        power: of the counts; 0 gives all words alike.

    Source: Mikolov et al., "Distributed representations of words and phrases", NIPS 2013, section 2.2.
    """
    return np.where(counts_V > 0, counts_V.astype(np.float64) ** power, 0)
