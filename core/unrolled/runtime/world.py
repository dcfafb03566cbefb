"""Which processes train one task: how many, where the first one is, and which this one is."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from unrolled.errors import Problem, ResourceError
from unrolled.sections import TrainConfig

LOOPBACK = "127.0.0.1"
_NODE = ("NODE_RANK", "GROUP_RANK", "SLURM_NODEID")


class LostRankError(ResourceError):
    """Another process of the training never came, or is gone."""


@dataclass(frozen=True, slots=True)
class World:
    """The processes of one training, seen from one of them.

    Args:
        rank: number of this process; a node's ranks follow one another, the first node's come first.
        size: number of processes.
        devices: processes a node.
        address: host of rank 0.
        port: of rank 0; 0: any that is free.
    """

    rank: int
    size: int
    devices: int
    address: str = LOOPBACK
    port: int = 0

    @property
    def node(self) -> int:
        """Number of this node, from 0."""
        return self.rank // self.devices

    @property
    def here(self) -> bool:
        """Whether all processes run on this node."""
        return self.size == self.devices

    def members(self) -> list[World]:
        """Return the world as the other processes of this node see it, from the first one's view."""
        return [replace(self, rank=self.rank + at) for at in range(1, self.devices)]

    @contextmanager
    def reaching(self) -> Generator[None]:
        """Say whose connection broke while the block talked to other ranks.

        Raises:
            LostRankError: torch gave the others up.
        """
        try:
            yield
        except RuntimeError as error:
            what = f"rank {self.rank} of {self.size} cannot reach the others"
            raise LostRankError(Problem(what, where=f"{self.address}:{self.port}")) from error


def world_of(settings: TrainConfig, environment: Mapping[str, str] = os.environ) -> World:
    """Return the world as the first process of this node sees it.

    Args:
        settings: the ``train`` section.
        environment: says which node this is and where the first one is, where there are several.

    Raises:
        ResourceError: there are several nodes, and the environment does not say so.
    """
    size = settings.devices * settings.num_nodes
    if settings.num_nodes == 1:
        return World(0, size, settings.devices)
    numbers = [environment[name] for name in _NODE if name in environment]
    address, port = environment.get("MASTER_ADDR", ""), environment.get("MASTER_PORT", "")
    if not (address and port.isdecimal() and numbers and numbers[0].isdecimal()):
        what = f"{settings.num_nodes} nodes are asked for, but MASTER_ADDR, MASTER_PORT and one of {', '.join(_NODE)}"
        what += " do not say where the first node is and which one this is"
        command = "MASTER_ADDR=HOST MASTER_PORT=29500 NODE_RANK=0 unrolled stage train"
        raise ResourceError(Problem(what, where="train.num_nodes", command=command))
    node = int(numbers[0])
    if node >= settings.num_nodes:
        what = f"this is node {node}, counted from 0, but only {settings.num_nodes} are asked for"
        raise ResourceError(Problem(what, where="train.num_nodes", command=f"unrolled run train.num_nodes={node + 1}"))
    return World(node * settings.devices, size, settings.devices, address, int(port))
