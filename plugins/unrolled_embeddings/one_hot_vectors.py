"""One dimension a token.

Shapes: V vocabulary.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import nn

from unrolled import Corpus
from unrolled_embeddings.layers import OneHot


class OneHotEmbedding:
    """Fixed vectors as wide as the vocabulary; no two of them are alike in any direction.

    Args:
        vocab_size: V.
    """

    def __init__(self, vocab_size: int) -> None:
        self._vocab_size = vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, V."""
        return self._vocab_size

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> None:
        """Learn nothing before the task.

        Args:
            corpus: not read.
            seed: not used.
            threads: not used.
        """

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: None: there is no learner.
        """
        del vectors_VE
        return OneHot(self._vocab_size)
