"""What learns vectors by the softmax over all words: for small vocabularies, and to compare the other objectives with.

Shapes: V vocabulary, L words that occur, C words of windows, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import ConfigError, Corpus, Problem
from unrolled_embeddings.prediction.predicted import PredictedConfig
from unrolled_embeddings.prediction.products_learner import ProductsLearner
from unrolled_embeddings.prediction.softmax_products import learn_from_all
from unrolled_embeddings.prediction.window_batches import Batch

WORDS = 50_000
"""Most words that may occur: with vectors of 100 numbers each word of the text takes 30 million operations, some
thousand times those of negative sampling."""
_WINDOWS = 64
"""Windows of a batch: enough for the products to be worth reading all targets."""


class SoftmaxLearner(ProductsLearner):
    """Learns how likely each word is to stand where a row is met.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.

    Raises:
        ConfigError: too many words occur.
    """

    targets_LE: Tensor

    def __init__(
        self, name: str, config: PredictedConfig, corpus: Corpus, counts_V: NDArray[np.int64], *, seed: int
    ) -> None:
        super().__init__(name, config, corpus, counts_V, seed=seed)
        self._occurring_L = np.flatnonzero(counts_V)
        self._windows = max(1, min(_WINDOWS, self._steady(2 * self._share)))
        _check_size(len(self._occurring_L), self._windows + 2 * config.window, config, len(corpus.ids_N))
        self.register_buffer("targets_LE", torch.zeros(len(self._occurring_L), config.dim))

    def _learn(self, batch: Batch) -> None:
        at_C = np.searchsorted(self._occurring_L, batch.words_C)
        learn_from_all(self.words_VE, self.targets_LE, batch, at_C)


def _check_size(words: int, rows: int, config: PredictedConfig, tokens: int) -> None:
    if words <= WORDS:
        return
    operations = 6 * config.dim * words
    cost = (
        f"{operations / 1e6:,.0f} MFLOP a word of the text, {operations * tokens * config.epochs / 1e15:,.2g} PFLOP in "
        f"all, and {8 * rows * words / 2**20:,.0f} MiB a batch"
    )
    what = f"a softmax over {words:,} words costs {cost}; it takes {WORDS:,} at most: raise tokenizer.min_count"
    raise ConfigError(Problem(what, where="embedding.objective", nearest="hierarchical-softmax"))
