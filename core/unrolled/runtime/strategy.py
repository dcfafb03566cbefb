"""Lightning's DDP as the host wants it: in processes that the host starts, whose steps and signals are the host's."""

from __future__ import annotations

from typing import Any

import pytorch_lightning as pl
from lightning_fabric.plugins.environments.cluster_environment import ClusterEnvironment
from pytorch_lightning.strategies import DDPStrategy

from unrolled.runtime.world import World


class SharedSteps(DDPStrategy):
    """DDP without the wrapper that would take gradients out of every backward pass by itself.

    Args:
        world: whose process group stands.
    """

    def __init__(self, world: World) -> None:
        super().__init__(cluster_environment=Environment(world))
        self._world = world

    def configure_ddp(self) -> None:
        """Leave the task as it is."""

    def barrier(self, *args: Any, **options: Any) -> None:
        """Wait for all ranks; one that is gone is a ``LostRankError``."""
        with self._world.reaching():
            super().barrier(*args, **options)


class Environment(ClusterEnvironment):
    """What Lightning asks of a cluster, answered by the host.

    Args:
        world: whose process group stands.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    @property
    def creates_processes_externally(self) -> bool:
        """Whether Lightning shall start no process."""
        return True

    @property
    def main_address(self) -> str:
        """Host of rank 0."""
        return self._world.address

    @property
    def main_port(self) -> int:
        """Port of rank 0."""
        return self._world.port

    @staticmethod
    def detect() -> bool:
        """Whether Lightning may choose this environment by itself."""
        return False

    def world_size(self) -> int:
        """Return the number of processes."""
        return self._world.size

    def set_world_size(self, size: int) -> None:
        """Leave the number as it is."""

    def global_rank(self) -> int:
        """Return the number of this process."""
        return self._world.rank

    def set_global_rank(self, rank: int) -> None:
        """Leave the number as it is."""

    def local_rank(self) -> int:
        """Return the number of this process on its node."""
        return self._world.rank % self._world.devices

    def node_rank(self) -> int:
        """Return the number of this node."""
        return self._world.rank // self._world.devices


class Trainer(pl.Trainer):
    """Lightning's trainer, deaf to SIGTERM: its own handler talks to other ranks in the middle of anything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if self.world_size > 1:
            self._signal_connector.register_signal_handlers = lambda: None
