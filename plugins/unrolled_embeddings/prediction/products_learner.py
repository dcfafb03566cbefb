"""What learns vectors by products of matrices, on a GPU or the CPU.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import Corpus
from unrolled_embeddings.checks import finished
from unrolled_embeddings.kernels.rooms import Rule
from unrolled_embeddings.one_thread import one_thread
from unrolled_embeddings.prediction.predicted import PredictedConfig
from unrolled_embeddings.prediction.window_batches import Batch, Stretch, batches
from unrolled_embeddings.prediction.window_learner import WindowLearner


class ProductsLearner(WindowLearner):
    """Learns from batches of windows in one thread: the sums of products would depend on the number of threads.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.
    """

    learns_on_gpu = True
    words_VE: Tensor
    _windows: int
    """Windows of a batch."""

    def __init__(
        self, name: str, config: PredictedConfig, corpus: Corpus, counts_V: NDArray[np.int64], *, seed: int
    ) -> None:
        super().__init__(name, config, corpus, counts_V, seed=seed)
        self._generator = np.random.default_rng(seed)
        self._rule = Rule(config.window, config.shrink_windows, 0, False, False, name == "cbow")
        self.register_buffer("words_VE", torch.from_numpy(self._start(len(counts_V), self._generator)))

    def _train(self, stretch: Stretch) -> None:
        with one_thread():
            for batch in batches(stretch, self._windows, self._rule):
                self._learn(batch)

    def _learn(self, batch: Batch) -> None:
        """Learn from some windows.

        Args:
            batch: of windows.
        """
        raise NotImplementedError

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        return finished(self.words_VE.cpu().numpy().copy(), self.title)
