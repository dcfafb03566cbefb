"""How a split reaches Lightning: in chunks of batches to train on, in batches of similar length to predict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from unrolled.contracts import Batch, Sequences
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.sampler import BatchSampler
from unrolled.runtime.splits import Examples, Split

_STEPS = 32
"""Batches a chunk: Lightning costs 0.3 to 0.8 ms a ``training_step``, so each one takes this many optimiser steps."""


class Chunk:
    """A few batches in a row; a rank's share of each is put together when its turn comes.

    Args:
        split: the examples.
        batches: the positions of each batch's examples.
        ranks: that share them.
    """

    def __init__(self, split: Examples, batches: Sequence[NDArray[np.int64]], ranks: Ranks) -> None:
        self._split = split
        self._batches = batches
        self._ranks = ranks

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Iterator[Batch]:
        return (self._split.batch(self._ranks.share(rows_B)) for rows_B in self._batches)

    @property
    def sizes(self) -> list[int]:
        """Number of examples of each batch, over all ranks."""
        return list(map(len, self._batches))


class ChunkLoader:
    """What is left of the sampler's epoch, in chunks; one empty chunk where nothing is left.

    It has no length: an epoch that is resumed is shorter than the next one, and Lightning asks only once.

    Args:
        split: the examples.
        sampler: that says which come when; it is not moved.
        ranks: that share each batch; None: one process takes all.
    """

    def __init__(self, split: Examples, sampler: BatchSampler, ranks: Ranks | None = None) -> None:
        self._split = split
        self._sampler = sampler
        self._ranks = ranks or Ranks()

    def __iter__(self) -> Iterator[Chunk]:
        batches = self._sampler.remaining()
        starts = range(0, max(len(batches), 1), _STEPS)
        return (Chunk(self._split, batches[at : at + _STEPS], self._ranks) for at in starts)


class LengthOrderedLoader:
    """Every example of a split once, in batches of similar length, each of them on one rank.

    Args:
        split: the examples.
        batch_size: examples a batch.
        ranks: that take the batches in turn; None: one process takes all.
    """

    def __init__(self, split: Split, batch_size: int, ranks: Ranks | None = None) -> None:
        self._split = split
        self._batch_size = batch_size
        self._ranks = ranks or Ranks()

    def __iter__(self) -> Iterator[Batch]:
        order_S: NDArray[np.int64] = np.argsort(self._split.lengths(), kind="stable").astype(np.int64)
        size = self._batch_size
        return (self._split.batch(order_S[at : at + size]) for at in self._ranks.own(range(0, self._split.size, size)))


def to_device(batch: Batch, device: torch.device) -> Batch:
    """Return a batch on a device; lengths and rows stay on the CPU.

    Args:
        batch: from anywhere.
        device: where its fields shall be.
    """
    if device.type == "cpu":
        return batch
    fields = {
        name: Sequences(field.values.to(device, non_blocking=True), field.lengths_B)
        if isinstance(field, Sequences)
        else field.to(device, non_blocking=True)
        for name, field in batch.fields.items()
    }
    return Batch(fields, batch.rows_B)
