"""What learns vectors from the windows of a text: its chunks, the words that stay, the learning rate.

Shapes: N words, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unrolled import ConfigError, Corpus, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.kernels.noise import keep_words
from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.tables import Text
from unrolled_embeddings.prediction.draws import CERTAIN, keep_chances, noise_weights
from unrolled_embeddings.prediction.predicted import NoiseConfig
from unrolled_embeddings.prediction.window_batches import Stretch

CHUNK = 200_000
"""Words of a chunk: about a tenth of a second."""
_STALE = 0.5
"""Learning rates, summed, that the most frequent row may meet in a batch: with one or more, its steps, which were found
before any of them was taken, go too far and grow."""
_LOWEST_RATE = 1e-4
"""Share of the learning rate that is left at the end."""


class WindowLearner(VectorLearner):
    """Learns from a piece of the corpus a chunk; a subclass says how from the words that stay in it.

    Args:
        name: ``skip-gram`` or ``cbow``.
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it; 0 for specials.
        seed: of everything random.

    Raises:
        ConfigError: no word stays in the text.
    """

    def __init__(
        self, name: str, config: NoiseConfig, corpus: Corpus, counts_V: NDArray[np.int64], *, seed: int
    ) -> None:
        super().__init__()
        self.title = name
        self._config, self._corpus, self._seed = config, corpus, seed
        self._pieces = list(_pieces(corpus.offsets_S1))
        self.chunks = config.epochs * len(self._pieces)
        self._keep_V = keep_chances(counts_V, config.sample)
        kept_V = counts_V * (self._keep_V / CERTAIN)
        if not kept_V.any():
            raise ConfigError(
                Problem(f"{config.sample} leaves no word in the text; raise it", where="embedding.sample")
            )
        self._share = float(kept_V.max() / kept_V.sum())
        longest = max(int(bounds[-1] - bounds[0]) for bounds in self._pieces)
        self._text = Text(*(np.zeros(longest + SPARE, np.int32) for _ in range(3)))

    def _start(self, vocab_size: int, generator: np.random.Generator) -> NDArray[np.float32]:
        """Return start_VE, small random vectors."""
        start_VE = generator.random((vocab_size, self._config.dim), np.float32)
        start_VE -= np.float32(0.5)
        start_VE /= np.float32(self._config.dim)
        return start_VE

    def _steady(self, met: float) -> int:
        """Return the windows that a batch may have, so that no row goes too far.

        Args:
            met: how often the row that is met most is met by a context, on average.
        """
        config = self._config
        contexts = config.window + 1 if config.shrink_windows else 2 * config.window
        return int(_STALE / (config.learning_rate * contexts * met))

    def _piece(self, met: float) -> int:
        """Return the contexts of a window that may learn at once, so that none of its targets goes too far.

        All contexts of a window meet its targets, however rare those are; no average over windows says so. Blocks take
        contexts by fours.

        Args:
            met: how often the row that is met most is met by a context, on average.
        """
        contexts = int(min(_STALE / (self._config.learning_rate * max(met, 1)), 4 * self._config.window))
        return contexts - contexts % 4 or contexts - contexts % 2 or 1

    def _met(self, counts_V: NDArray[np.int64], negatives: int) -> float:
        """Return how often the row that is met most is met by a context, on average, as a word or as noise.

        Args:
            counts_V: of the words.
            negatives: noise words a pair.
        """
        weights_V = noise_weights(counts_V, self._config.noise_power)
        noise = float(weights_V.max() / weights_V.sum())
        return max(self._share * (1 + negatives), self._share + negatives * noise)

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
            rates = self._rate(done), self._rate(done + bounds[-1] - bounds[0])
            self._train(Stretch(self._text, size, keys[1], rates))
        return {}

    def _rate(self, done: int) -> float:
        share = done / (len(self._corpus.ids_N) * self._config.epochs)
        return self._config.learning_rate * max(1 - float(share), _LOWEST_RATE)

    def _train(self, stretch: Stretch) -> None:
        """Learn from words that stay in the text.

        Args:
            stretch: of the text.
        """
        raise NotImplementedError


def _pieces(offsets_S1: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the bounds of the sequences of each piece; a sequence longer than a chunk is cut into several."""
    long = np.flatnonzero(np.diff(offsets_S1) > CHUNK)
    cuts = [np.arange(offsets_S1[s] + CHUNK, offsets_S1[s + 1], CHUNK) for s in long]
    bounds_S1 = np.sort(np.concatenate([offsets_S1, *cuts]))
    starts = np.searchsorted(bounds_S1[:-1], np.arange(0, bounds_S1[-1], CHUNK))
    edges = np.unique([*starts, len(bounds_S1) - 1])
    return (bounds_S1[first : last + 1] for first, last in pairwise(edges))
