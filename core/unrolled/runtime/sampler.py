"""Which examples make up which batch: shuffled, of similar length, and resumable at any batch.

Shapes: B batch, S examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import IntegrityError, Problem
from unrolled.runtime.seeding import derive

_POOL = 50
"""Batches that are sorted by length together: large enough that little is padded, small enough to stay shuffled."""


class BatchSampler:
    """Walks through the epochs; the order of an epoch is a function of the seed and its number alone.

    Args:
        size: number of examples, S.
        batch_size: examples a batch, B; the last batch of an epoch may hold fewer.
        seed: of the shuffling.
        lengths_S: of the examples, where batches shall hold examples of similar length.
        processes: that share each batch; every one of them walks through the whole batches.
    """

    def __init__(
        self,
        size: int,
        batch_size: int,
        *,
        seed: int,
        lengths_S: NDArray[np.int64] | None = None,
        processes: int = 1,
    ) -> None:
        self._size = size
        self._batch_size = batch_size
        self._seed = seed
        self._processes = processes
        self._lengths_S = lengths_S
        self.epoch = 0
        self.offset = 0

    @property
    def batches_per_epoch(self) -> int:
        """Number of batches in which every example comes once."""
        return -(-self._size // self._batch_size)

    def batches(self, epoch: int) -> list[NDArray[np.int64]]:
        """Return the batches of an epoch, each as the positions of its examples.

        Args:
            epoch: counted from 0.
        """
        random = np.random.Generator(np.random.PCG64(derive(self._seed, "sampler", epoch)))
        order_S: NDArray[np.int64] = random.permutation(self._size).astype(np.int64)
        if self._lengths_S is not None:
            order_S = self._sorted_in_pools(order_S, self._lengths_S)
        batches = [order_S[at : at + self._batch_size] for at in range(0, self._size, self._batch_size)]
        return [batches[at] for at in random.permutation(len(batches))]

    def remaining(self) -> list[NDArray[np.int64]]:
        """Return the batches of this epoch that are still to come."""
        return self.batches(self.epoch)[self.offset :]

    def advance(self) -> None:
        """Count one batch as taken."""
        self.offset += 1

    def next_epoch(self) -> None:
        """Begin the next epoch."""
        self.epoch, self.offset = self.epoch + 1, 0

    def state(self) -> dict[str, int]:
        """Return where the sampler stands, and what it walks through, as plain JSON types."""
        return {**self._identity(), "epoch": self.epoch, "offset": self.offset}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go where another sampler stood.

        Args:
            state: of a sampler over as many examples, with the same seed, batch size and number of processes.

        Raises:
            IntegrityError: the state is that of another training.
        """
        identity = self._identity()
        found = {name: state.get(name) for name in identity}
        if found != identity:
            raise IntegrityError(Problem(f"the checkpoint is of a training with {found}; this one has {identity}"))
        self.epoch, self.offset = int(state["epoch"]), int(state["offset"])

    def _identity(self) -> dict[str, int]:
        own = {"size": self._size, "batch_size": self._batch_size, "seed": self._seed}
        return {**own, "processes": self._processes}

    def _sorted_in_pools(self, order_S: NDArray[np.int64], lengths_S: NDArray[np.int64]) -> NDArray[np.int64]:
        pool = self._batch_size * _POOL
        pools = [order_S[at : at + pool] for at in range(0, self._size, pool)]
        return np.concatenate([pool_P[np.argsort(lengths_S[pool_P], kind="stable")] for pool_P in pools])


class StreamSampler(BatchSampler):
    """Walks through the pieces of a stream in order, in every epoch alike, a column in each place of the batch."""

    def batches(self, epoch: int) -> list[NDArray[np.int64]]:  # noqa: ARG002 - the samplers' common signature
        """Return the batches of an epoch, each as the positions of its pieces.

        Args:
            epoch: counted from 0.
        """
        pieces = self.batches_per_epoch
        return list(np.arange(pieces)[:, None] + pieces * np.arange(self._batch_size))
