"""Vectors that are learned by predicting words from words, before the task.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from unrolled import Corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.before_task import BeforeTask
from unrolled_embeddings.prediction.noise_learner import NoiseLearner
from unrolled_embeddings.prediction.predicted import PredictedConfig
from unrolled_embeddings.prediction.predicted_learner import PredictedLearner
from unrolled_embeddings.prediction.softmax_learner import SoftmaxLearner
from unrolled_embeddings.prediction.word_counts import word_counts


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
            ConfigError: the objective is softmax, and too many words occur.
            DataError: no sequence holds two words.
            PluginError: an id lies outside the vocabulary.
        """
        counts_V = word_counts(corpus, self._vocab_size)
        if self._config.objective == "softmax":
            return SoftmaxLearner(self._name, self._config, corpus, counts_V, seed=seed)
        if self._config.order == "products":
            return NoiseLearner(self._name, self._config, corpus, counts_V, seed=seed)
        return PredictedLearner(self._name, self._config, corpus, counts_V, seed=seed, threads=threads)
