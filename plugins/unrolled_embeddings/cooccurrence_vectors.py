"""What embeddings that learn from counts have in common.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unrolled import Corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.cooccurrence import Cooccurrence, index
from unrolled_embeddings.cooccurrence_shelf import Shelf
from unrolled_embeddings.counted import CountedConfig
from unrolled_embeddings.layers import lookup


class LearnsFromCounts(Protocol):
    """Counts, and makes what learns from the counts."""

    def __call__(self, cooccurrence: Cooccurrence, *, seed: int, threads: int) -> VectorLearner:
        """Return a learner."""
        ...


class CountedEmbedding:
    """Vectors from counts; specials are left out of the text before.

    Args:
        config: how to count.
        vocab_size: V.
        make_learner: of the embedding's own kind.
    """

    def __init__(self, config: CountedConfig, vocab_size: int, make_learner: LearnsFromCounts) -> None:
        self._config, self._vocab_size, self._make_learner = config, vocab_size, make_learner

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._config.dim

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

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: what the learner learned; None for fresh vectors from torch's generator.
        """
        if vectors_VE is None:
            return lookup((torch.rand(self._vocab_size, self.dim) - 0.5) / self.dim)
        return lookup(torch.tensor(vectors_VE))
