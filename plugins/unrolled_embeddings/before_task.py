"""What embeddings share whose vectors are learned before the task.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unrolled_embeddings.layers import lookup


class BeforeTask:
    """Width and layer of vectors that are learned before the task.

    Args:
        dim: E.
        vocab_size: V.
    """

    def __init__(self, dim: int, vocab_size: int) -> None:
        self._dim, self._vocab_size = dim, vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._dim

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: what the learner learned; None for fresh vectors from torch's generator.
        """
        if vectors_VE is None:
            return lookup((torch.rand(self._vocab_size, self._dim) - 0.5) / self._dim)
        return lookup(torch.tensor(vectors_VE))
