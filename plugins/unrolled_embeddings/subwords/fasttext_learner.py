"""What learns vectors of words that are the mean of their own row and those of their n-grams.

Shapes: R rows of words and of n-grams, V vocabulary, P numbers of a padded row, E embedding, K parts of all words.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import Corpus
from unrolled.vectors import Subwords
from unrolled_embeddings.checks import finished
from unrolled_embeddings.kernels.noise import noise_table
from unrolled_embeddings.kernels.rooms import roomy
from unrolled_embeddings.kernels.subword_parts import make_all_whole
from unrolled_embeddings.kernels.subword_rooms import SubwordRule, SubwordTables, subword_room
from unrolled_embeddings.kernels.subword_training import train_subwords
from unrolled_embeddings.kernels.tables import padded, rows
from unrolled_embeddings.prediction.crew import learn_together
from unrolled_embeddings.prediction.draws import CERTAIN, negatives_for, noise_weights
from unrolled_embeddings.prediction.window_batches import Stretch
from unrolled_embeddings.prediction.window_learner import WindowLearner
from unrolled_embeddings.subwords.subword_declarations import FastTextConfig
from unrolled_embeddings.subwords.word_parts import WordParts, word_parts

_WINDOWS = 32
"""Windows of a batch: with fewer, more words are made whole twice; with more, they are whole as they were long ago."""
_PAIR_BYTES = 8
"""Bytes of the product and the slope of a context and a target."""


class FastTextLearner(WindowLearner):
    """Learns from a piece of the corpus a chunk.

    Args:
        config: how to learn.
        corpus: sequences, and how their words are spelled.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.
        threads: that may be used.
    """

    rows_RP: Tensor
    targets_VP: Tensor

    def __init__(
        self, config: FastTextConfig, corpus: Corpus, counts_V: NDArray[np.int64], *, seed: int, threads: int
    ) -> None:
        super().__init__("fasttext", config, corpus, counts_V, seed=seed)
        self._shape = (config.buckets, config.min_n, config.max_n)
        negatives = config.negatives or negatives_for(len(corpus.ids_N))
        self._rule = SubwordRule(config.window, config.shrink_windows, negatives, config.accidental_hits)
        self._parts = word_parts(corpus, counts_V, config)
        self._tables = self._make_tables(counts_V, self._parts, np.random.default_rng(seed))
        met = self._met(counts_V, negatives)
        windows = max(1, min(_WINDOWS, self._steady(met), roomy(config.window, 1 + negatives, _PAIR_BYTES)))
        self._together = config.order == "deterministic"
        made = [
            subword_room(self._rule, windows, self._piece(met), self.rows_RP.shape[1])
            for _ in range(1 if self._together else threads)
        ]
        self._rooms = made * threads if self._together else made

    def _make_tables(
        self, counts_V: NDArray[np.int64], parts: WordParts, generator: np.random.Generator
    ) -> SubwordTables:
        dim, row, words = self._config.dim, padded(self._config.dim), len(counts_V)
        # Memory of numpy's, which asks the system for large pages: rows are met at random.
        rows_RP, targets_VP = rows(words + len(parts.buckets_G), row), rows(words, row)
        rows_RP[:, :dim] = self._start(len(rows_RP), generator)
        self.register_buffer("rows_RP", torch.from_numpy(rows_RP))
        self.register_buffer("targets_VP", torch.from_numpy(targets_VP))
        noise_D = noise_table(noise_weights(counts_V, self._config.noise_power), generator)
        return SubwordTables(self.rows_RP.numpy(), self.targets_VP.numpy(), noise_D, parts.starts_V1, parts.parts_K)

    def _met(self, counts_V: NDArray[np.int64], negatives: int) -> float:
        """Return how often the word or target that is met most is met by a context, on average.

        A word is met by its share of its parts wherever another word has them too.

        Args:
            counts_V: of the words.
            negatives: noise words a pair.
        """
        tables = self._tables
        kept_V, sizes_V = counts_V * (self._keep_V / CERTAIN), np.diff(tables.starts_V1)
        shares_R = np.bincount(tables.parts_K, np.repeat(kept_V / kept_V.sum(), sizes_V))
        share = (np.add.reduceat(shares_R[tables.parts_K], tables.starts_V1[:-1]) / sizes_V).max()
        return max(float(share) * (1 + negatives), super()._met(counts_V, negatives))

    def _train(self, stretch: Stretch) -> None:
        learn_together(train_subwords, stretch, self._tables, self._rule, self._rooms, together=self._together)

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE, those of words that never occur from their n-grams.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        whole_VP = rows(*self.targets_VP.shape)
        make_all_whole(self._tables, whole_VP)
        return finished(whole_VP[:, : self._config.dim].copy(), self.title)

    def subwords(self) -> Subwords:
        """Return the n-grams; those that no word of the vocabulary has are zeros."""
        buckets, shortest, longest = self._shape
        buckets_ME = np.zeros((buckets, self._config.dim), np.float32)
        buckets_ME[self._parts.buckets_G] = self.rows_RP.numpy()[len(self.targets_VP) :, : self._config.dim]
        return Subwords(buckets_ME, shortest, longest)
