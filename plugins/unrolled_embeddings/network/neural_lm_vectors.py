"""Vectors of a neural language model: the loop over epochs, chunks and batches.

Shapes: V vocabulary, E embedding, P words to guess, B batch.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unrolled import Corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.checks import check_ids, finished
from unrolled_embeddings.layers import lookup
from unrolled_embeddings.network.candidates import Candidates
from unrolled_embeddings.network.contexts import Contexts
from unrolled_embeddings.network.neural_declarations import NeuralLMConfig
from unrolled_embeddings.network.window_network import SPREAD, WindowNetwork
from unrolled_embeddings.one_thread import one_thread

BATCH = 512
"""Words guessed at once: few enough to learn fast, and enough for matrix products to be worth their calls."""
CHUNK = 64 * BATCH
_WEIGHTS, _ORDER, _DRAWS = range(3)


class NeuralLMEmbedding:
    """Vectors from which a network guesses a word by those around it.

    Args:
        config: how to learn.
        vocab_size: V.
    """

    def __init__(self, config: NeuralLMConfig, vocab_size: int) -> None:
        self._config = config
        self._vocab_size = vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._config.dim

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:  # noqa: ARG002 - see below
        """Return what learns the vectors; those of words in no context stay as they started.

        Args:
            corpus: sequences; no context reaches out of one.
            seed: of everything random.
            threads: not used: a step is many small operations, which take longer to share out than to do.

        Raises:
            DataError: no sequence holds a word and its context, or there is only one word to guess.
            PluginError: an id lies outside the vocabulary.
        """
        check_ids(corpus, self._vocab_size)
        return NeuralLMLearner(self._config, corpus, self._vocab_size, seed)

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: what the learner learned; None for fresh vectors from torch's generator.
        """
        if vectors_VE is None:
            return lookup(torch.randn(self._vocab_size, self.dim) * SPREAD)
        return lookup(torch.tensor(vectors_VE))


class NeuralLMLearner(VectorLearner):
    """Learns from a share of the words, in an order of its own each epoch.

    Args:
        config: how to learn.
        corpus: sequences.
        vocab_size: V.
        seed: of everything random.
    """

    title = "neural language model"

    def __init__(self, config: NeuralLMConfig, corpus: Corpus, vocab_size: int, seed: int) -> None:
        super().__init__()
        self._seed, self._rate = seed, config.learning_rate
        self._contexts = Contexts(corpus, config.context, config.window)
        counts_V = np.bincount(corpus.ids_N[self._contexts.positions_P], minlength=vocab_size)
        self._candidates = Candidates(counts_V, config.noise)
        shape = config.dim, self._contexts.width, config.hidden_size
        self.network = WindowNetwork(counts_V, *shape, self._random(_WEIGHTS))
        self._chunks_an_epoch = -(-len(self._contexts.positions_P) // CHUNK)
        self.chunks = config.epochs * self._chunks_an_epoch
        self._order_P, self._ordered = self._contexts.positions_P, -1

    def amount(self, chunk: int) -> float:
        """Return the number of words in a chunk.

        Args:
            chunk: counted from 0.
        """
        at = chunk % self._chunks_an_epoch * CHUNK
        return float(min(CHUNK, len(self._order_P) - at))

    def learn(self, chunk: int) -> dict[str, float]:
        """Learn from a chunk.

        Args:
            chunk: counted from 0.

        Returns:
            ``loss``: mean cross-entropy in nats, over the candidates.
        """
        epoch, part = divmod(chunk, self._chunks_an_epoch)
        self._shuffle(epoch)
        positions_P, random = self._order_P[part * CHUNK :][:CHUNK], self._random(_DRAWS, chunk)
        with one_thread():
            losses = [self._step(positions_P[at : at + BATCH], random) for at in range(0, len(positions_P), BATCH)]
        return {"loss": sum(losses) / len(losses)}

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        return finished(self.network.words.values_RX.numpy().copy(), "neural-lm")

    def _step(self, positions_B: NDArray[np.int64], random: np.random.Generator) -> float:
        contexts_BK = torch.from_numpy(self._contexts.words(positions_B, random))
        choice = self._candidates.draw(self._contexts.targets(positions_B), random)
        return self.network.learn(contexts_BK, choice, self._rate)

    def _shuffle(self, epoch: int) -> None:
        if self._ordered != epoch:
            self._order_P, self._ordered = self._random(_ORDER, epoch).permutation(self._contexts.positions_P), epoch

    def _random(self, *purpose: int) -> np.random.Generator:
        # A generator of its own for every purpose: nothing random has to outlive a kill.
        return np.random.default_rng(np.random.SeedSequence(self._seed, spawn_key=purpose))
