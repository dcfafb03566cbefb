"""The parts of words: which rows each of them is the mean of.

Shapes: V vocabulary, K parts of all words, G n-grams' buckets in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus
from unrolled.vectors.subwords import hashes
from unrolled_embeddings.subwords.subword_declarations import FastTextConfig

_BLOCK = 10_000
"""Words whose n-grams are hashed at a time: each takes some hundred bytes."""


class WordParts(NamedTuple):
    """Rows of words, one a word, then of buckets.

    Args:
        starts_V1: where a word's parts begin.
        parts_K: rows; first the word's own where it has one.
        buckets_G: the bucket of each row behind the words' own, in the order in which words have them first.
    """

    starts_V1: NDArray[np.int64]
    parts_K: NDArray[np.int32]
    buckets_G: NDArray[np.int64]


def word_parts(corpus: Corpus, counts_V: NDArray[np.int64], config: FastTextConfig) -> WordParts:
    """Return the parts of all words: their own row where they occur, and their n-grams; a special has its own row only.

    Args:
        corpus: whose words are spelled.
        counts_V: of the words in it.
        config: of n-grams.
    """
    special_V = np.isin(np.arange(len(counts_V)), [PAD, *corpus.specials])
    words = [corpus.words[index] for index in np.flatnonzero(~special_V)]
    sizes_V = np.zeros(len(counts_V), np.int64)
    codes_K, sizes_V[~special_V] = _codes(words, config.min_n, config.max_n)
    buckets_K = codes_K % config.buckets
    _, first_G, places_K = np.unique(buckets_K, return_index=True, return_inverse=True)
    # In the order of the words, the most frequent ones of most tokenizers first: an eighth faster than by bucket.
    ranks_G = np.argsort(np.argsort(first_G))
    own_V = (counts_V > 0) | (sizes_V == 0)
    grams_V1 = _bounds(sizes_V)
    parts_K = np.insert(ranks_G[places_K] + len(counts_V), grams_V1[:-1][own_V], np.flatnonzero(own_V))
    return WordParts(_bounds(sizes_V + own_V), parts_K.astype(np.int32), buckets_K[np.sort(first_G)])


def _bounds(sizes_V: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each word's begin, and where the last one's end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes_V)])


def _codes(words: Sequence[str], shortest: int, longest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the hashes of all words' n-grams, and how many each word has."""
    found = [hashes(words[start : start + _BLOCK], shortest, longest) for start in range(0, len(words), _BLOCK)]
    nothing = np.zeros(0, np.int64)
    codes = [nothing, *(each.codes_K for each in found)]
    return np.concatenate(codes), np.concatenate([nothing, *(np.diff(each.starts_V1) for each in found)])
