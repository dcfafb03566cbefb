"""What learns vectors by telling words from noise, a batch of windows at a time by products of matrices.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import Corpus
from unrolled_embeddings.kernels.noise import noise_table
from unrolled_embeddings.prediction.draws import negatives_for, noise_weights
from unrolled_embeddings.prediction.noise_products import Noise, learn_from_noise
from unrolled_embeddings.prediction.predicted import PredictedConfig
from unrolled_embeddings.prediction.products_learner import ProductsLearner
from unrolled_embeddings.prediction.window_batches import Batch

_WINDOWS = 256
"""Windows of a batch: a GPU takes about as long for a few of them."""


class NoiseLearner(ProductsLearner):
    """Learns from noise that all windows of a batch share.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.
    """

    targets_VE: Tensor

    def __init__(
        self, name: str, config: PredictedConfig, corpus: Corpus, counts_V: NDArray[np.int64], *, seed: int
    ) -> None:
        super().__init__(name, config, corpus, counts_V, seed=seed)
        negatives = config.negatives or negatives_for(len(corpus.ids_N))
        self._windows = max(1, min(_WINDOWS, self._steady(self._met(counts_V, negatives))))
        words_D = noise_table(noise_weights(counts_V, config.noise_power), self._generator)
        self._noise = Noise(words_D, negatives, config.accidental_hits)
        self.register_buffer("targets_VE", torch.zeros(len(counts_V), config.dim))

    def _learn(self, batch: Batch) -> None:
        learn_from_noise(self.words_VE, self.targets_VE, batch, self._noise.draw(batch), self._noise)
