"""What learns vectors by telling words from noise or by the paths to them: the tables, and who works on them.

Shapes: G parts of a row, V vocabulary, P numbers of a padded part, D draws of a noise table.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import Corpus
from unrolled_embeddings.checks import finished
from unrolled_embeddings.kernels.noise import noise_table
from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.paths import huffman
from unrolled_embeddings.kernels.rooms import Rule, rooms, roomy
from unrolled_embeddings.kernels.tables import Tables, part_sizes, rows
from unrolled_embeddings.kernels.training import train
from unrolled_embeddings.prediction.crew import learn_together
from unrolled_embeddings.prediction.draws import negatives_for, noise_weights
from unrolled_embeddings.prediction.predicted import PredictedConfig, SkipGramConfig
from unrolled_embeddings.prediction.window_batches import Stretch
from unrolled_embeddings.prediction.window_learner import WindowLearner

_WINDOWS = 32
"""Windows of a batch: with more, frequent words move on slopes of long ago; with fewer, threads meet more often."""


class PredictedLearner(WindowLearner):
    """Learns by compiled loops.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.
        threads: that may be used.
    """

    words_GVP: Tensor
    targets_GVP: Tensor

    def __init__(
        self,
        name: str,
        config: PredictedConfig,
        corpus: Corpus,
        counts_V: NDArray[np.int64],
        *,
        seed: int,
        threads: int,
    ) -> None:
        super().__init__(name, config, corpus, counts_V, seed=seed)
        self._together = config.order == "deterministic"
        self._rule = self._make_rule(name, config)
        self._tables = self._make_tables(counts_V, np.random.default_rng(seed))
        longest_path = int(np.diff(self._tables.starts_V1).max(initial=0))
        windows, piece = self._at_once(counts_V, longest_path)
        crews = (threads,) if self._together else (1,) * threads
        shape = tuple(self.words_GVP.shape)
        self._rooms = [one for crew in crews for one in rooms(self._rule, windows, piece, longest_path, shape, crew)]

    def _make_rule(self, name: str, config: PredictedConfig) -> Rule:
        negatives = config.negatives or negatives_for(len(self._corpus.ids_N))
        by_noise = config.objective == "negative-sampling"
        own_noise = by_noise and isinstance(config, SkipGramConfig) and config.negative_sharing == "pair"
        return Rule(
            config.window,
            config.shrink_windows,
            negatives if by_noise else 0,
            own_noise,
            config.accidental_hits,
            name == "cbow",
        )

    def _make_tables(self, counts_V: NDArray[np.int64], generator: np.random.Generator) -> Tables:
        dim, numbers_G = self._config.dim, part_sizes(self._config.dim, split=self._together)
        parts, row = numbers_G.size, int(numbers_G[0])
        # Memory of numpy's, which asks the system for large pages: rows are met at random. A tenth faster than torch's.
        words_GVP, targets_GVP = (rows(parts * len(counts_V), row).reshape(parts, -1, row) for _ in range(2))
        start_VE = self._start(len(counts_V), generator)
        for part, first in enumerate(range(0, dim, row)):
            words_GVP[part, :, : dim - first] = start_VE[:, first : first + row]
        self.register_buffer("words_GVP", torch.from_numpy(words_GVP))
        self.register_buffer("targets_GVP", torch.from_numpy(targets_GVP))
        noise_D, paths = np.zeros(0, np.int32), huffman(counts_V * (self._rule.negatives == 0))
        if self._rule.negatives:
            noise_D = noise_table(noise_weights(counts_V, self._config.noise_power), generator)
        wrapped_D = np.concatenate([noise_D, noise_D[: self._rule.negatives + SPARE]])
        both = self.words_GVP.numpy(), self.targets_GVP.numpy()
        return Tables(*both, numbers_G, wrapped_D, noise_D.size, *paths)

    def _at_once(self, counts_V: NDArray[np.int64], longest_path: int) -> tuple[int, int]:
        """Return the windows of a batch, and the contexts of each that learn at once; no machine changes them.

        Args:
            counts_V: of the words.
            longest_path: nodes.
        """
        negatives = self._rule.negatives
        met = self._met(counts_V, negatives) if negatives else 1.0  # each pair meets the root of the tree
        parts = self._tables.numbers_G.size
        # A slope and products; with noise of its own, addresses and a rate too.
        pair_bytes = 4 + 4 * parts + (8 * parts + 4 if self._rule.own_noise else 0)
        fitting = roomy(self._rule.reach, 1 + max(negatives, longest_path), pair_bytes)
        return max(1, min(_WINDOWS, self._steady(met), fitting)), self._piece(met)

    def _train(self, stretch: Stretch) -> None:
        learn_together(train, stretch, self._tables, self._rule, self._rooms, together=self._together)

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        dim, row = self._config.dim, self.words_GVP.shape[2]
        parts = zip(self.words_GVP.numpy(), range(0, dim, row), strict=True)
        return finished(np.concatenate([part_VP[:, : dim - first] for part_VP, first in parts], axis=1), self.title)
