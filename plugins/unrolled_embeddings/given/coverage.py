"""How much of a vocabulary, and of the text, a file of vectors knows.

Shapes: N tokens, V vocabulary.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled import Corpus

MISSING, EXACT, LOWER_CASE, N_GRAMS = range(4)
"""How a word came by its vector."""
_SHOWN = 20


def coverage(found_V: NDArray[np.int8], corpus: Corpus) -> dict[str, Any]:
    """Return how the words came by their vectors; specials are no words.

    Args:
        found_V: one of the four ways a word.
        corpus: of the words.

    Returns:
        ``exact``, ``lower_case``, ``n_grams`` and ``missing``: numbers of words; ``vocabulary`` and ``text``: shares
        of the words, and of the words of the text, that have a vector; ``most_frequent_missing``: words.
    """
    counts_V = np.bincount(corpus.ids_N, minlength=corpus.vocab_size)
    words = np.setdiff1d(np.arange(corpus.vocab_size), corpus.specials)
    missing = words[found_V[words] == MISSING]
    order = np.argsort(-counts_V[missing], kind="stable")[:_SHOWN]
    ways = {"exact": EXACT, "lower_case": LOWER_CASE, "n_grams": N_GRAMS, "missing": MISSING}
    return {
        **{name: int((found_V[words] == way).sum()) for name, way in ways.items()},
        "vocabulary": _share(len(words) - len(missing), len(words)),
        "text": _share(int(counts_V[words].sum() - counts_V[missing].sum()), int(counts_V[words].sum())),
        "most_frequent_missing": [corpus.words[index] for index in missing[order]],
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
