"""The processes that train one task together, as a training sees them; here: one process alone.

Shapes: B batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from lightning_fabric.plugins.environments.lightning import LightningEnvironment
from numpy.typing import NDArray

from unrolled.contracts import Batch
from unrolled.runtime.signals import StopRequest

if TYPE_CHECKING:
    import numpy as np

    from unrolled.runtime.task import SequenceTask

T = TypeVar("T")


class Ranks:
    """One process of a training, and how it comes to terms with the others; this one has no others.

    Every rank takes the same steps on the same weights, each with its share of every batch. Whatever decides what
    happens next is therefore either the same on all ranks or agreed on here.
    """

    rank = 0
    """Number of this process, from 0; rank 0 alone writes."""
    size = 1
    """Number of processes."""

    @property
    def names(self) -> tuple[int, ...]:
        """What a rank's own random numbers are derived by, beside their purpose."""
        return ()

    def trainer_options(self) -> dict[str, Any]:
        """Return what Lightning's Trainer must be told of the ranks."""
        return {"devices": 1, "plugins": [LightningEnvironment()]}  # else it would take over a SLURM job's signals

    def heard(self, stop: StopRequest) -> StopRequest:
        """Return the request to stop that all ranks know of.

        Args:
            stop: what this rank was asked.
        """
        return stop

    def share(self, rows_B: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return this rank's part of a batch; the first example where there are fewer examples than ranks.

        Args:
            rows_B: positions of the examples, at least one.
        """
        return rows_B if self.size == 1 else rows_B[share_of(len(rows_B), self.rank, self.size)]

    def own(self, batches: Iterable[T]) -> Iterator[T]:
        """Return every size-th of some batches, beginning with the rank's.

        Args:
            batches: the same on all ranks.
        """
        return islice(batches, self.rank, None, self.size)

    def align(self, tensors: Iterable[torch.Tensor]) -> None:
        """Give every rank what rank 0 has.

        Args:
            tensors: of the same shapes on all ranks; they are changed in place.
        """

    def backward(
        self,
        task: SequenceTask,
        batch: Batch,
        size: int,  # noqa: ARG002 - the ranks' common signature
        parameters: Sequence[torch.nn.Parameter],  # noqa: ARG002
    ) -> float:
        """Give the parameters the gradient of the mean loss of a batch that is shared out over all ranks.

        Args:
            task: whose loss it is.
            batch: this rank's share.
            size: number of examples in all shares.
            parameters: that may take a gradient; they have none yet.

        Returns:
            The mean loss of all shares.
        """
        loss = task.loss(batch)
        loss.backward()
        return loss.item()

    def gathered(self, value: T) -> list[T]:
        """Return the values of all ranks, by rank; they hear of each other's requests to stop.

        Args:
            value: this rank's, picklable.
        """
        return [value]

    def from_first(self, make: Callable[[], T]) -> T:
        """Return what rank 0 makes.

        Args:
            make: called on rank 0 alone; its result is picklable.
        """
        return make()


def share_of(size: int, rank: int, ranks: int) -> slice:
    """Return which part of a batch is a rank's: in order, none larger than another by more than one.

    Args:
        size: examples of the batch, at least one.
        rank: from 0.
        ranks: their number.

    Returns:
        At least one example: the first one where all are others' already, which then counts for nothing.
    """
    small, larger = divmod(size, ranks)
    first = rank * small + min(rank, larger)
    return slice(first, first + small + (rank < larger)) if rank < size else slice(1)
