"""What learns vectors by predicting words from words: the chunks, the threads and the learning rate.

Shapes: N words, S sequences, V vocabulary, P numbers of a padded row, E embedding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from threading import Thread

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import Corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.checks import finished
from unrolled_embeddings.draws import CERTAIN, keep_chances, negatives_for
from unrolled_embeddings.kernels.noise import keep_words, noise_table
from unrolled_embeddings.kernels.paths import huffman
from unrolled_embeddings.kernels.rooms import Rule, Tables, Text, padded, room, rows
from unrolled_embeddings.kernels.training import train
from unrolled_embeddings.predicted import PredictedConfig, SkipGramConfig

CHUNK = 200_000
"""Words of a chunk: about a tenth of a second."""
_WINDOWS = 32
"""Windows of a batch: with more, frequent words move on slopes of long ago; with fewer, threads meet more often."""
_SLOPES = 2**24
"""Numbers that the slopes of a batch may take."""
_STALE = 0.5
"""Learning rates, summed, that the most frequent row may meet in a batch: with one or more, its steps, which were found
before any of them was taken, go too far and grow."""
_LOWEST_RATE = 1e-4
"""Share of the learning rate that is left at the end."""


class PredictedLearner(VectorLearner):
    """Learns from a piece of the corpus a chunk.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.
        threads: that may be used.
    """

    words_VP: Tensor
    targets_VP: Tensor

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
        super().__init__()
        self.title = name
        self._config, self._corpus, self._seed, self._threads = config, corpus, seed, threads
        self._pieces = list(_pieces(corpus.offsets_S1))
        self.chunks = config.epochs * len(self._pieces)
        self._keep_V = keep_chances(counts_V, config.sample)
        self._rule = self._make_rule(name)
        self._tables = self._make_tables(counts_V, np.random.default_rng(seed))
        longest_path = int(np.diff(self._tables.starts_V1).max(initial=0))
        windows = self._windows(counts_V * (self._keep_V / CERTAIN), longest_path)
        self._rooms = [
            room(self._rule, windows, self.words_VP.shape[1], longest_path)
            for _ in range(1 if config.order == "deterministic" else threads)
        ]
        longest = max(int(bounds[-1] - bounds[0]) for bounds in self._pieces)
        self._text = Text(*(np.empty(longest, np.int32) for _ in range(3)))

    def _make_rule(self, name: str) -> Rule:
        config = self._config
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
        dim, row = self._config.dim, padded(self._config.dim)
        # Memory of numpy's, which asks the system for large pages: rows are met at random. A tenth faster than torch's.
        words_VP, targets_VP = rows(len(counts_V), row), rows(len(counts_V), row)
        start_VE = (generator.random((len(counts_V), dim), np.float32) - np.float32(0.5)) / np.float32(dim)
        words_VP[:, :dim] = start_VE
        self.register_buffer("words_VP", torch.from_numpy(words_VP))
        self.register_buffer("targets_VP", torch.from_numpy(targets_VP))
        noise_D, paths = np.zeros(1, np.int32), huffman(counts_V * (self._rule.negatives == 0))
        if self._rule.negatives:
            weights_V = np.where(counts_V > 0, counts_V.astype(np.float64) ** self._config.noise_power, 0)
            noise_D = noise_table(weights_V, generator)
        return Tables(self.words_VP.numpy(), self.targets_VP.numpy(), noise_D, *paths)

    def _windows(self, kept_V: NDArray[np.float64], longest_path: int) -> int:
        """Return the windows of a batch, which depend on the text and the parameters and not on the machine.

        Args:
            kept_V: how often each word stays in the text, on average.
            longest_path: nodes.
        """
        rule, share = self._rule, float(kept_V.max() / kept_V.sum())
        contexts = rule.reach + 1 if rule.shrink else 2 * rule.reach
        met = 1.0  # the root of the tree, by every pair
        if rule.negatives:
            noise = float(np.bincount(self._tables.noise_D).max() / self._tables.noise_D.size)
            met = max(share * (1 + rule.negatives), share + rule.negatives * noise)
        steady = _STALE / (self._config.learning_rate * contexts * met)
        roomy = _SLOPES // (2 * rule.reach * (1 + max(rule.negatives, longest_path)))
        return max(1, min(_WINDOWS, int(steady), roomy))

    def amount(self, chunk: int) -> float:
        """Return the number of words in a chunk.

        Args:
            chunk: counted from 0.
        """
        bounds = self._pieces[chunk % len(self._pieces)]
        return float(bounds[-1] - bounds[0])

    def learn(self, chunk: int) -> dict[str, float]:
        """Learn from a chunk.

        Args:
            chunk: counted from 0.
        """
        epoch, piece = divmod(chunk, len(self._pieces))
        bounds = self._pieces[piece]
        keys = np.random.SeedSequence([self._seed, epoch, piece]).generate_state(2, np.uint64)
        size = keep_words(self._corpus.ids_N, bounds, self._keep_V, keys[0], self._text)
        if size:
            done = epoch * len(self._corpus.ids_N) + bounds[0]
            self._train(size, keys[1], (self._rate(done), self._rate(done + bounds[-1] - bounds[0])))
        return {}

    def _rate(self, done: int) -> float:
        share = done / (len(self._corpus.ids_N) * self._config.epochs)
        return self._config.learning_rate * max(1 - float(share), _LOWEST_RATE)

    def _train(self, size: int, key: np.uint64, rates: tuple[float, float]) -> None:
        counter_1 = np.zeros(1, np.int64)
        shared = self._config.order == "deterministic"
        edges = [size * k // self._threads for k in range(self._threads + 1)]
        jobs = [
            (
                (0, size) if shared else (edges[k], edges[k + 1]),
                key,
                rates,
                self._text,
                self._tables,
                self._rule,
                self._rooms[0 if shared else k],
                (k, self._threads) if shared else (0, 1),
                counter_1,
            )
            for k in range(self._threads)
        ]
        others = [Thread(target=train, args=job) for job in jobs[1:]]
        for other in others:
            other.start()
        train(*jobs[0])
        for other in others:
            other.join()

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        return finished(self.words_VP.numpy()[:, : self._config.dim], self.title)


def _pieces(offsets_S1: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the bounds of the sequences of each piece."""
    starts = np.searchsorted(offsets_S1[:-1], np.arange(0, offsets_S1[-1], CHUNK))
    bounds = np.unique([*starts, len(offsets_S1) - 1])
    return (offsets_S1[first : last + 1] for first, last in pairwise(bounds))
