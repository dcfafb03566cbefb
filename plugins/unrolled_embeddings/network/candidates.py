"""The words among which a softmax decides: the whole vocabulary, or a sample of it.

Shapes: V vocabulary, K candidates, B batch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_POWER = 0.75
"""Noise words are drawn by count to this power, so that rare words are met more often than in the text."""


class Choice(NamedTuple):
    """What a batch chooses from.

    Args:
        words_K: distinct ids.
        log_chances_K: logarithm of each word's chance to be among them.
        right_B: where among them the right word of each example stands.
    """

    words_K: NDArray[np.int64]
    log_chances_K: NDArray[np.float32]
    right_B: NDArray[np.int64]


class Candidates:
    """Draws the candidates of a batch: its own right words, and noise words besides.

    A softmax over the candidates, of each score less the logarithm of its word's chance to be a candidate, fits best
    where the scores are those that fit best over the whole vocabulary: what is learned needs no correction.

    Args:
        counts_V: of the words to guess.
        noise: words drawn a batch; where the vocabulary has no more, all of it is taken, and nothing drawn.

    Source: Jean et al., "On using very large target vocabulary for neural machine translation", ACL 2015, section 3.
    """

    def __init__(self, counts_V: NDArray[np.int64], noise: int) -> None:
        self._noise, self._whole = noise, len(counts_V) <= noise
        weights_V = counts_V.astype(np.float64) ** _POWER * (counts_V > 0)
        sums_V = np.cumsum(weights_V)
        self._sums_V = sums_V / sums_V[-1]  # 1 from the last word of the text on, to the last bit
        self._no_noise_V = np.log1p(-weights_V / weights_V.sum())
        self._no_target_V = np.log1p(-counts_V / counts_V.sum())

    def draw(self, targets_B: NDArray[np.int64], random: np.random.Generator) -> Choice:
        """Return the candidates of a batch.

        Args:
            targets_B: its right words.
            random: draws the noise words.
        """
        if self._whole:
            size = len(self._sums_V)
            return Choice(np.arange(size), np.zeros(size, np.float32), targets_B)
        noise_K = np.searchsorted(self._sums_V, random.random(self._noise), side="right")
        words_K, at_K = np.unique(np.concatenate([targets_B, noise_K]), return_inverse=True)
        absent_K = self._noise * self._no_noise_V[words_K] + len(targets_B) * self._no_target_V[words_K]
        return Choice(words_K, np.log(-np.expm1(absent_K)).astype(np.float32), at_K[: len(targets_B)])
