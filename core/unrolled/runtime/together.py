"""Several processes that train one task: one sum of gradients a step, in an order that nothing but shapes decides.

Lightning's DDP takes gradients out of a module's ``forward`` once a ``training_step``, in groups that it forms anew at
the first step of a process; the host takes several steps in one, freezes and thaws vectors, and resumes to the bit.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch import distributed

from unrolled.contracts import Batch
from unrolled.runtime.clip import gradients
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.signals import StopRequest
from unrolled.runtime.strategy import SharedSteps
from unrolled.runtime.world import World

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask

T = TypeVar("T")


class Together(Ranks):
    """One of several processes whose process group stands.

    Args:
        world: that it belongs to.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rank, self.size = world.rank, world.size
        self._noted, self._heard = StopRequest(), StopRequest()

    @property
    def names(self) -> tuple[int, ...]:
        """What a rank's own random numbers are derived by: its number."""
        return (self.rank,)

    def trainer_options(self) -> dict[str, Any]:
        """Return Lightning's DDP, in the processes that the host has started."""
        return {
            "devices": self._world.devices,
            "num_nodes": self.size // self._world.devices,
            "strategy": SharedSteps(self._world),
        }

    def heard(self, stop: StopRequest) -> StopRequest:
        """Return the request to stop that all ranks know of since they last met.

        Args:
            stop: what this rank was asked.
        """
        self._noted = stop
        return self._heard

    def align(self, tensors: Iterable[torch.Tensor]) -> None:
        """Give every rank what rank 0 has.

        Args:
            tensors: of the same shapes on all ranks; they are changed in place.
        """
        with self._world.reaching():
            for tensor in tensors:
                distributed.broadcast(tensor, 0)

    def backward(self, task: SequenceTask, batch: Batch, size: int, parameters: Sequence[torch.nn.Parameter]) -> float:
        """Give the parameters the gradient of the mean loss of a batch that is shared out over all ranks.

        Args:
            task: whose loss it is.
            batch: this rank's share.
            size: number of examples in all shares.
            parameters: that may take a gradient; they have none yet.

        Returns:
            The mean loss of all shares.
        """
        trained = [each for each in parameters if each.requires_grad]
        weighted = weight = 0.0
        if self.rank < size:
            weight = task.weight(batch) / size
            loss = task.loss(batch) * weight
            loss.backward()
            weighted = loss.item()
        asked = [float(self._noted.signum == signum) for signum in (signal.SIGTERM, signal.SIGINT)]
        total, weights, *asked = self._sum(trained, [weighted, weight, *asked])
        if weights not in {0.0, 1.0}:
            for gradient in gradients(trained):
                gradient.div_(weights)
        self._hear(signum for signum, ranks in zip((signal.SIGTERM, signal.SIGINT), asked, strict=True) if ranks)
        return total / weights if weights else 0.0

    def gathered(self, value: T) -> list[T]:
        """Return the values of all ranks, by rank; they hear of each other's requests to stop.

        Args:
            value: this rank's, picklable.
        """
        found: list[Any] = [None] * self.size
        with self._world.reaching():
            distributed.all_gather_object(found, (value, self._noted.signum))
        self._hear(signum for _, signum in found if signum is not None)
        return [value for value, _ in found]

    def from_first(self, make: Callable[[], T]) -> T:
        """Return what rank 0 makes.

        Args:
            make: called on rank 0 alone; its result is picklable.
        """
        box: list[Any] = [make() if self.rank == 0 else None]
        with self._world.reaching():
            distributed.broadcast_object_list(box, 0)
        return box[0]

    def _hear(self, signums: Iterable[int]) -> None:
        self._heard.signum = next(iter(signums), self._heard.signum)

    def _sum(self, trained: Sequence[torch.nn.Parameter], figures: Sequence[float]) -> list[float]:
        """Add up gradients and figures over all ranks; a gradient that no rank has stays away."""
        there = [float(each.grad is not None) for each in trained]
        own = [(torch.zeros_like(each) if each.grad is None else each.grad).reshape(-1) for each in trained]
        flat = torch.cat([*own, torch.tensor([*there, *figures], device=own[0].device)])
        with self._world.reaching():
            distributed.all_reduce(flat)
        *sums, tail = flat.split([*map(len, own), len(there) + len(figures)])
        totals: list[float] = tail.tolist()
        for each, total, ranks in zip(trained, sums, totals[: len(there)], strict=True):
            each.grad = total.view_as(each).to(each.dtype) if ranks else None
        return totals[len(there) :]
