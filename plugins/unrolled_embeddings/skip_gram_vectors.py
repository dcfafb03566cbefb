"""Skip-gram vectors: the loop over epochs around the compiled one.

Shapes: N tokens, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unrolled import PAD, Corpus, DataError, PluginError, Problem
from unrolled.errors import DivergedError
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings import SkipGramConfig
from unrolled_embeddings.draws import draws, negatives_for
from unrolled_embeddings.layers import lookup
from unrolled_embeddings.negative_sampling import Job, Room, Rule, Weights, train

REPORT_EVERY = 400_000
"""Tokens between two reports of progress: about half a second."""
_PAIR = 2


class SkipGramEmbedding:
    """Vectors of words that predict the words around them; specials are left out of the text before.

    Args:
        config: how to learn.
        vocab_size: V.
    """

    def __init__(self, config: SkipGramConfig, vocab_size: int) -> None:
        self._config = config
        self._vocab_size = vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._config.dim

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:  # noqa: ARG002 - one thread
        """Return what learns the vectors; those of words that never occur, and of specials, stay random and small.

        Args:
            corpus: sequences; no window reaches out of one.
            seed: of everything random.
            threads: not used.

        Raises:
            DataError: no sequence holds two words.
            PluginError: an id lies outside the vocabulary.
        """
        return SkipGramLearner(self._config, corpus, _counts(corpus, self._vocab_size), np.random.default_rng(seed))

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: what the learner learned; None for fresh vectors from torch's generator.
        """
        if vectors_VE is None:
            fresh_VE = (torch.rand(self._vocab_size, self.dim) - 0.5) / self.dim
            return lookup(fresh_VE, freeze=self._config.freeze)
        return lookup(torch.tensor(vectors_VE), freeze=self._config.freeze)


class SkipGramLearner(VectorLearner):
    """Learns from a piece of the corpus a chunk.

    Args:
        config: how to learn.
        corpus: sequences.
        counts_V: of the words in it.
        generator: of everything random.
    """

    title = "skip-gram"
    words_VE: Tensor
    contexts_VE: Tensor
    random_1: Tensor

    def __init__(
        self, config: SkipGramConfig, corpus: Corpus, counts_V: NDArray[np.int64], generator: np.random.Generator
    ) -> None:
        super().__init__()
        self._corpus, self._pieces = corpus, list(_pieces(corpus.offsets_S1))
        self.chunks = config.epochs * len(self._pieces)
        shape, tokens = (len(counts_V), config.dim), len(corpus.ids_N)
        words_VE = (generator.random(shape, np.float32) - np.float32(0.5)) / np.float32(config.dim)
        random_1 = generator.integers(1 << 64, size=1, dtype=np.uint64).view(np.int64)
        negatives = config.negatives or negatives_for(tokens)
        self.register_buffer("words_VE", torch.from_numpy(words_VE))
        self.register_buffer("contexts_VE", torch.zeros(shape))
        self.register_buffer("random_1", torch.from_numpy(random_1))
        rule = (config.window, config.shrink_windows, negatives, config.accidental_hits, config.learning_rate)
        self._job = Job(
            weights=Weights(self.words_VE.numpy(), self.contexts_VE.numpy()),
            draws=draws(counts_V, sample=config.sample, noise_power=config.noise_power),
            rule=Rule(*rule, tokens * config.epochs),
            room=Room(
                kept_N=np.empty(int(np.diff(corpus.offsets_S1).max()), np.int32),
                targets_K=np.empty(1 + negatives, np.int32),
                gradient_E=np.empty(config.dim, np.float32),
                random_1=self.random_1.numpy().view(np.uint64),
            ),
        )

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
        train(self._corpus.ids_N, bounds, epoch * len(self._corpus.ids_N) + bounds[0], self._job)
        return {}

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        return _checked(self.words_VE.numpy())


def _counts(corpus: Corpus, vocab_size: int) -> NDArray[np.int64]:
    # The compiled loop checks no bounds: an id outside the tables would overwrite foreign memory.
    lowest, highest = corpus.ids_N.min(initial=0), corpus.ids_N.max(initial=0)
    if lowest < 0 or highest >= vocab_size:
        what = f"the tokenizer gave ids from {lowest} to {highest}, but its vocabulary has {vocab_size}"
        raise PluginError(Problem(what, where="embedding"))
    words_N = ~np.isin(corpus.ids_N, [PAD, *corpus.specials])
    before_N1 = np.concatenate([[0], np.cumsum(words_N)])
    words_S = np.diff(before_N1[corpus.offsets_S1])
    if words_S.max(initial=0) < _PAIR:
        what = "no text holds two words of the vocabulary, so there is no pair to learn from; lower tokenizer.min_count"
        raise DataError(Problem(what, where="embedding", command="unrolled set embedding learned"))
    return np.bincount(corpus.ids_N[words_N], minlength=vocab_size)


def _pieces(offsets_S1: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    starts = np.searchsorted(offsets_S1[:-1], np.arange(0, offsets_S1[-1], REPORT_EVERY))
    bounds = np.unique([*starts, len(offsets_S1) - 1])
    return (offsets_S1[first : last + 1] for first, last in pairwise(bounds))


def _checked(vectors_VE: NDArray[np.float32]) -> NDArray[np.float32]:
    if not np.isfinite(vectors_VE).all():
        what = "a vector is not finite; lower embedding.learning_rate"
        raise DivergedError(Problem(what, where="embedding", command="unrolled show embedding skip-gram"))
    vectors_VE[PAD] = 0
    return vectors_VE
