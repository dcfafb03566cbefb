"""What embeddings that learn from counts have in common.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Protocol

from unrolled import Corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.before_task import BeforeTask
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, index
from unrolled_embeddings.counts.cooccurrence_shelf import Shelf
from unrolled_embeddings.counts.counted import CountedConfig


class LearnsFromCounts(Protocol):
    """Counts, and makes what learns from the counts."""

    def __call__(self, cooccurrence: Cooccurrence, *, seed: int, threads: int) -> VectorLearner:
        """Return a learner."""
        ...


class CountedEmbedding(BeforeTask):
    """Vectors from counts; specials are left out of the text before.

    Args:
        config: how to count.
        vocab_size: V.
        make_learner: of the embedding's own kind.
    """

    def __init__(self, config: CountedConfig, vocab_size: int, make_learner: LearnsFromCounts) -> None:
        super().__init__(config.dim, vocab_size)
        self._config, self._make_learner = config, make_learner

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:
        """Count, and return what learns the vectors.

        Args:
            corpus: sequences; no window reaches out of one.
            seed: of everything random.
            threads: that may be used; no byte depends on it.

        Raises:
            DataError: no sequence holds two words.
            PluginError: an id lies outside the vocabulary.
            ResourceError: the counts take more memory than is allowed, or the disk is full.
        """
        found = index(corpus, self._vocab_size)
        return self._make_learner(
            Cooccurrence(found, self._config, Shelf(self._config.memory)), seed=seed, threads=threads
        )
