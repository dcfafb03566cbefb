"""How a split reaches Lightning: in chunks of batches to train on, in batches of similar length to predict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from unrolled.contracts import Batch, Sequences
from unrolled.runtime.sampler import BatchSampler
from unrolled.runtime.splits import Split

_STEPS = 32
"""Batches a chunk: Lightning costs 0.3 to 0.8 ms a ``training_step``, so each one takes this many optimiser steps."""


class Chunk:
    """A few batches in a row, each put together when its turn comes.

    Args:
        split: the examples.
        batches: the positions of each batch's examples.
    """

    def __init__(self, split: Split, batches: Sequence[NDArray[np.int64]]) -> None:
        self._split = split
        self._batches = batches

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Iterator[Batch]:
        return (self._split.batch(rows_B) for rows_B in self._batches)


class ChunkLoader:
    """What is left of the sampler's epoch, in chunks; one empty chunk where nothing is left.

    It has no length: an epoch that is resumed is shorter than the next one, and Lightning asks only once.

    Args:
        split: the examples.
        sampler: that says which come when; it is not moved.
    """

    def __init__(self, split: Split, sampler: BatchSampler) -> None:
        self._split = split
        self._sampler = sampler

    def __iter__(self) -> Iterator[Chunk]:
        batches = self._sampler.remaining()
        return (Chunk(self._split, batches[at : at + _STEPS]) for at in range(0, max(len(batches), 1), _STEPS))


class LengthOrderedLoader:
    """Every example of a split once, in batches of similar length.

    Args:
        split: the examples.
        batch_size: examples a batch.
    """

    def __init__(self, split: Split, batch_size: int) -> None:
        self._split = split
        self._batch_size = batch_size

    def __iter__(self) -> Iterator[Batch]:
        order_S: NDArray[np.int64] = np.argsort(self._split.lengths(), kind="stable").astype(np.int64)
        size = self._batch_size
        return (self._split.batch(order_S[at : at + size]) for at in range(0, self._split.size, size))


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
