"""Vectors that are learned by predicting words from words, before the task.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus, DataError, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.before_task import BeforeTask
from unrolled_embeddings.checks import check_ids
from unrolled_embeddings.predicted import PredictedConfig
from unrolled_embeddings.predicted_learner import PredictedLearner

_PAIR = 2


class PredictedEmbedding(BeforeTask):
    """Vectors of words that tell the words around them from others; specials are left out of the text before.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        vocab_size: V.
    """

    def __init__(self, name: str, config: PredictedConfig, vocab_size: int) -> None:
        super().__init__(config.dim, vocab_size)
        self._name, self._config = name, config

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:
        """Return what learns the vectors; those of words that never occur, and of specials, stay random and small.

        Args:
            corpus: sequences; no window reaches out of one.
            seed: of everything random.
            threads: that may be used; no byte depends on it, unless the order is ``hogwild``.

        Raises:
            DataError: no sequence holds two words.
            PluginError: an id lies outside the vocabulary.
        """
        check_ids(corpus, self._vocab_size)
        counts_V = _counts(corpus, self._vocab_size)
        return PredictedLearner(self._name, self._config, corpus, counts_V, seed=seed, threads=threads)


def _counts(corpus: Corpus, vocab_size: int) -> NDArray[np.int64]:
    words_N = ~np.isin(corpus.ids_N, [PAD, *corpus.specials])
    before_N1 = np.concatenate([[0], np.cumsum(words_N)])
    words_S = np.diff(before_N1[corpus.offsets_S1])
    if words_S.max(initial=0) < _PAIR:
        what = "no text holds two words of the vocabulary, so there is no pair to learn from; lower tokenizer.min_count"
        raise DataError(Problem(what, where="embedding", command="unrolled set embedding learned"))
    return np.bincount(corpus.ids_N[words_N], minlength=vocab_size)
