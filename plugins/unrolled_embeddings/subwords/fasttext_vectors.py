"""Vectors of words that are learned with their n-grams, before the task.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from unrolled import ConfigError, Corpus, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.before_task import BeforeTask
from unrolled_embeddings.prediction.word_counts import word_counts
from unrolled_embeddings.subwords.fasttext_learner import FastTextLearner
from unrolled_embeddings.subwords.subword_declarations import FastTextConfig


class FastTextEmbedding(BeforeTask):
    """Vectors of words whose n-grams tell the words around them from others; specials are left out of the text before.

    Args:
        config: how to learn.
        vocab_size: V.
    """

    def __init__(self, config: FastTextConfig, vocab_size: int) -> None:
        super().__init__(config.dim, vocab_size)
        self._config = config

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:
        """Return what learns the vectors; those of words that never occur come from their n-grams.

        Args:
            corpus: sequences; no window reaches out of one.
            seed: of everything random.
            threads: that may be used; no byte depends on it, unless the order is ``hogwild``.

        Raises:
            ConfigError: the tokenizer does not say what its ids stand for.
            DataError: no sequence holds two words.
            PluginError: an id lies outside the vocabulary.
        """
        if len(corpus.words) != self._vocab_size:
            what = "the tokenizer does not say how its words are spelled, so they have no n-grams"
            raise ConfigError(Problem(what, where="embedding.name", nearest="skip-gram"))
        counts_V = word_counts(corpus, self._vocab_size)
        return FastTextLearner(self._config, corpus, counts_V, seed=seed, threads=threads)
