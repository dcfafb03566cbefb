"""How many multiplications and additions, and how many bytes of rows, the objectives need for a word of text.

Windows are drawn here by the rule of the learners: words that are too frequent are left out at random, and each word
that stays draws how far its window reaches.

Shapes: N words of the text, W windows, V vocabulary, E embedding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unrolled.contracts import Corpus
from unrolled.vectors.subwords import hashes
from unrolled_embeddings.kernels.paths import huffman
from unrolled_embeddings.kernels.tables import padded
from unrolled_embeddings.prediction.draws import CERTAIN, keep_chances
from vector_sides import NEGATIVES, SAMPLE

REACH = 5
N_GRAMS = (3, 6)
_STEPS = 3
"""For each row and target: their product, a step of the row, a step of the target."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows that were drawn.

    Args:
        contexts_W: words around the word of each.
        words_W: that word.
        words: of the text that they were drawn from.
    """

    contexts_W: NDArray[np.int64]
    words_W: NDArray[np.int32]
    words: int


@dataclass(frozen=True, slots=True)
class Work:
    """What an objective needs for a word of text, on average.

    Args:
        multiply_adds: of two numbers each.
        row_bytes: of rows that are read and written, each once a window.
    """

    multiply_adds: float
    row_bytes: float


def draw_windows(corpus: Corpus) -> Windows:
    """Draw the windows of one epoch.

    Args:
        corpus: to draw from; of its words only 0 is special.
    """
    generator = np.random.default_rng(1)
    chances_V = keep_chances(_counts(corpus), SAMPLE) / CERTAIN
    kept_N = generator.random(len(corpus.ids_N)) < chances_V[corpus.ids_N]
    bounds_S1 = np.concatenate([[0], kept_N.cumsum()])[corpus.offsets_S1]
    lengths_S = np.diff(bounds_S1)
    before_W = np.arange(bounds_S1[-1]) - np.repeat(bounds_S1[:-1], lengths_S)
    after_W = np.repeat(lengths_S, lengths_S) - 1 - before_W
    reach_W = generator.integers(1, REACH + 1, len(before_W))
    contexts_W = np.minimum(before_W, reach_W) + np.minimum(after_W, reach_W)
    return Windows(contexts_W, corpus.ids_N[kept_N], len(corpus.ids_N))


def skip_gram_work(windows: Windows, dim: int) -> Work:
    """Return what skip-gram needs, with noise that the pairs of a window share.

    Args:
        windows: that were drawn.
        dim: E.
    """
    targets = 1 + NEGATIVES
    return _work(windows, dim, _STEPS * targets * windows.contexts_W, windows.contexts_W + targets)


def cbow_work(windows: Windows, dim: int) -> Work:
    """Return what cbow needs: the mean of the contexts is the only row, and each context moves with it.

    Args:
        windows: that were drawn.
        dim: E.
    """
    targets = 1 + NEGATIVES
    return _work(windows, dim, _STEPS * targets + 2 * windows.contexts_W, windows.contexts_W + targets)


def hierarchical_work(windows: Windows, corpus: Corpus, dim: int) -> Work:
    """Return what skip-gram with a Huffman tree needs.

    Args:
        windows: that were drawn.
        corpus: that the tree is made for.
        dim: E.
    """
    nodes_W = np.diff(huffman(_counts(corpus)).starts_V1)[windows.words_W]
    return _work(windows, dim, _STEPS * nodes_W * windows.contexts_W, windows.contexts_W + nodes_W)


def fasttext_work(windows: Windows, corpus: Corpus, dim: int) -> Work:
    """Return what skip-gram of words with n-grams needs: each word is made whole once, and its parts move once.

    Args:
        windows: that were drawn.
        corpus: with the spelling of its words.
        dim: E.
    """
    parts_V = np.array([1 + sum(1 for _ in hashes(word, *N_GRAMS)) for word in corpus.words])
    parts_W, targets = parts_V[windows.words_W], 1 + NEGATIVES
    steps_W = _STEPS * targets * windows.contexts_W + 2 * parts_W
    # Contexts are words that were made whole and stay in a cache; what moves is their parts.
    return _work(windows, dim, steps_W, parts_W + targets)


def _work(windows: Windows, dim: int, steps_W: NDArray[np.int64], rows_W: NDArray[np.int64]) -> Work:
    """Return the work of windows by the steps of a row, and by the rows, that each takes."""
    steps, rows = (float(each_W.sum()) / windows.words for each_W in (steps_W, rows_W))
    return Work(steps * dim, 2 * 4 * padded(dim) * rows)


def _counts(corpus: Corpus) -> NDArray[np.int64]:
    return np.bincount(corpus.ids_N, minlength=corpus.vocab_size)
