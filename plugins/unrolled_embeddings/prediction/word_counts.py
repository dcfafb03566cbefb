"""How often the words of a text occur, and whether there is anything to learn from them.

Shapes: V vocabulary.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus
from unrolled_embeddings.checks import check_ids, no_pair
from unrolled_embeddings.kernels.places import count_words

_PAIR = 2


def word_counts(corpus: Corpus, vocab_size: int) -> NDArray[np.int64]:
    """Return counts_V, how often each word occurs; specials are no words and count 0.

    Args:
        corpus: sequences.
        vocab_size: V.

    Raises:
        DataError: no sequence holds two words.
        PluginError: an id lies outside the vocabulary.
    """
    check_ids(corpus, vocab_size)
    counts_V = np.zeros(vocab_size, np.int64)
    counts_V[[PAD, *corpus.specials]] = -1
    if count_words(corpus.ids_N, corpus.offsets_S1, counts_V) < _PAIR:
        raise no_pair()
    return np.maximum(counts_V, 0)
