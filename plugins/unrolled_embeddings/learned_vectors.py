"""Vectors that the task learns.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unrolled import Corpus
from unrolled_embeddings import LearnedConfig
from unrolled_embeddings.layers import lookup


class LearnedEmbedding:
    """Normally distributed vectors, learned with everything else.

    Args:
        config: width and spread.
        vocab_size: V.
    """

    def __init__(self, config: LearnedConfig, vocab_size: int) -> None:
        self._config = config
        self._vocab_size = vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._config.dim

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> None:
        """Learn nothing before the task.

        Args:
            corpus: not read.
            seed: not used.
            threads: not used.
        """

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer, with fresh vectors from torch's generator.

        Args:
            vectors_VE: None: there is no learner.
        """
        del vectors_VE
        return lookup(torch.normal(0.0, self._config.init_std, (self._vocab_size, self.dim)))
