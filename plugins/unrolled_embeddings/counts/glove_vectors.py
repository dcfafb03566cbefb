"""GloVe vectors: the loop over tiles around the compiled one.

In a round, block k of the groups of words meets block k + r of the groups of contexts: two meetings of a round share no
row, so threads may take them in any order, and as many rounds as there are blocks are one pass over all pairs.

Shapes: V vocabulary, L slots, G groups, B blocks of groups, P numbers of a padded row, E embedding.
"""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled.errors import DivergedError, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.checks import finished
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, slots
from unrolled_embeddings.counts.counted import GloveConfig
from unrolled_embeddings.kernels.adagrad import FIXED, learn
from unrolled_embeddings.kernels.counting import GROUP, Counts
from unrolled_embeddings.kernels.lanes import ROW_FLOATS
from unrolled_embeddings.kernels.pairs import Tiles, tiles

CHUNK = 4_000_000
"""Pairs of a chunk, more or less: about a tenth of a second."""
BLOCK = 4
"""Groups of a block: those of two blocks, 4 MB of rows of 100 numbers, stay in the last cache while they meet."""


class GloveLearner(VectorLearner):
    """Learns from some rounds of tiles a chunk.

    Args:
        config: how to learn.
        cooccurrence: what to learn from.
        seed: of everything random.
        threads: the vectors do not depend on them.
    """

    title = "GloVe"
    unit = "pairs"
    words_L2P: Tensor
    contexts_L2P: Tensor

    def __init__(self, config: GloveConfig, cooccurrence: Cooccurrence, *, seed: int, threads: int) -> None:
        super().__init__()
        vocab_size, self._groups = cooccurrence.index.vocab_size, cooccurrence.groups
        self._blocks = [range(first, min(first + BLOCK, self._groups)) for first in range(0, self._groups, BLOCK)]
        self._config, self._slots_V, self._threads = config, slots(vocab_size), min(threads, len(self._blocks))
        self._tiles = _all_tiles(config, cooccurrence, seed, threads)
        self._pairs_B = self._pairs_of_rounds()
        pieces = min(len(self._blocks), 1 + int(self._pairs_B.sum()) // CHUNK)
        self._rounds = np.array_split(np.arange(len(self._blocks)), pieces)
        self.chunks = config.epochs * pieces
        generator, width = np.random.default_rng(seed), np.float32(config.dim)
        for name, one in (("words_L2P", config.dim + 1), ("contexts_L2P", config.dim)):
            start_VP = (generator.random((vocab_size, config.dim + 2), np.float32) - np.float32(0.5)) / width
            self.register_buffer(name, self._table(start_VP, one))

    def _pairs_of_rounds(self) -> NDArray[np.int64]:
        """Return pairs_B, the number of pairs in each round."""
        starts_B, blocks_B = [block.start for block in self._blocks], np.arange(len(self._blocks))
        sizes_GG = np.array([np.diff(found.bounds_G1) for found in self._tiles])
        sizes_BB = np.add.reduceat(np.add.reduceat(sizes_GG, starts_B, axis=0), starts_B, axis=1)
        return np.array([sizes_BB[blocks_B, (blocks_B + r) % len(blocks_B)].sum() for r in blocks_B])

    def _table(self, start_VP: NDArray[np.float32], one: int) -> Tensor:
        """Return rows of first values and of sums of squares; the number ``one`` is 1 for good."""
        width = start_VP.shape[1]
        table_L2P = torch.zeros(self._groups * GROUP, 2, -(-width // ROW_FLOATS) * ROW_FLOATS)
        table_L2P[self._slots_V, 0, :width] = torch.from_numpy(start_VP)
        table_L2P[:, 1] = 1 / self._config.learning_rate**2
        table_L2P[:, 0, one] = 1
        table_L2P[:, 1, one] = float(FIXED)
        return table_L2P

    def amount(self, chunk: int) -> float:
        """Return the number of pairs in a chunk.

        Args:
            chunk: counted from 0.
        """
        return float(self._pairs_B[self._rounds[chunk % len(self._rounds)]].sum())

    def learn(self, chunk: int) -> dict[str, float]:
        """Learn from a chunk.

        Args:
            chunk: counted from 0.

        Returns:
            The mean loss of a pair.

        Raises:
            DivergedError: the loss is not finite.
        """
        with ThreadPoolExecutor(self._threads) as pool:
            losses = [self._meet(int(r), pool) for r in self._rounds[chunk % len(self._rounds)]]
        loss = sum(losses) / 2 / max(self.amount(chunk), 1)
        if not np.isfinite(loss):
            what = "the loss is not finite; lower embedding.learning_rate"
            raise DivergedError(Problem(what, where="embedding", command="unrolled show embedding glove"))
        return {"loss": loss}

    def _meet(self, r: int, pool: Executor) -> float:
        """Let every block of words learn from the contexts r blocks on; return the sum of the losses."""
        shape = self._groups, GROUP, *self.words_L2P.shape[1:]
        words_G, contexts_G = self.words_L2P.numpy().reshape(shape), self.contexts_L2P.numpy().reshape(shape)
        loss_G = np.zeros(self._groups)

        def take(thread: int) -> None:
            for block in range(thread, len(self._blocks), self._threads):
                others = self._blocks[(block + r) % len(self._blocks)]
                for group, other in product(self._blocks[block], others):
                    loss_G[group] += learn(self._tiles[group].tile(other), words_G[group], contexts_G[other])

        list(pool.map(take, range(self._threads)))
        return float(loss_G.sum())

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE.

        Raises:
            DivergedError: a vector is not finite; the learning rate is too high.
        """
        dim = self._config.dim
        learned_VE = self.words_L2P.numpy()[self._slots_V, 0, :dim]
        if self._config.add_contexts:
            learned_VE += self.contexts_L2P.numpy()[self._slots_V, 0, :dim]
        return finished(learned_VE, "glove")


def _all_tiles(config: GloveConfig, cooccurrence: Cooccurrence, seed: int, threads: int) -> list[Tiles]:
    """Count, and lay out the counts of every group."""

    def lay_out(group: int, counts: Counts) -> Tiles:
        generator = np.random.default_rng([seed, 1 + group])
        found = tiles(counts, cooccurrence.groups, x_max=config.x_max, alpha=config.alpha, generator=generator)
        return Tiles(found.bounds_G1, cooccurrence.shelf.keep(found.pairs_C))

    return cooccurrence.each(lay_out, threads)
