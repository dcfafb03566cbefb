"""Where the processes of one training find each other, and the group that they form."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from torch import distributed
from torch.distributed import TCPStore  # pyright: ignore[reportPrivateImportUsage]

from unrolled.errors import Problem, ResourceError, listing
from unrolled.runtime.world import LostRankError, World

_PATIENCE = 300.0
"""Seconds that the ranks of a training have to come together: nodes of a cluster rarely start at once."""
_GLANCE = 0.02
_INTERFACE = "GLOO_SOCKET_IFNAME"


def meet(world: World) -> tuple[World, TCPStore]:
    """Open the place where the ranks find each other, or go there.

    Args:
        world: its first rank opens it, at its own address alone.

    Returns:
        The world with its port, and the place.

    Raises:
        LostRankError: rank 0 is not there.
        ResourceError: its port is taken.
    """
    patience = timedelta(seconds=_PATIENCE)
    if world.rank:
        with world.reaching():
            return world, TCPStore(world.address, world.port, timeout=patience)
    try:
        listener = socket.create_server((world.address, world.port))
    except OSError as error:
        where = f"{world.address}:{world.port}"
        raise ResourceError(Problem(f"rank 0 cannot listen here: {error.strerror}", where=where)) from error
    world = replace(world, port=listener.getsockname()[1])
    place = TCPStore(
        world.address,
        world.port,
        is_master=True,
        timeout=patience,
        wait_for_workers=False,
        master_listen_fd=listener.detach(),
    )
    return world, place


@contextmanager
def joined(world: World, place: TCPStore, device: str, watch: Callable[[], None] = lambda: None) -> Generator[None]:
    """Let the process group of all ranks stand while the block runs.

    Args:
        world: that meets.
        place: that ``meet`` returned.
        device: ``cpu`` or ``cuda``, where the tensors are.
        watch: called while this rank waits; raises where waiting is in vain.

    Raises:
        LostRankError: a rank did not come.
    """
    _wait(world, place, watch)
    with world.reaching(), _on_loopback(only=world.here):
        backend = "cpu:gloo,cuda:nccl" if device == "cuda" else "gloo"
        distributed.init_process_group(backend, store=place, rank=world.rank, world_size=world.size)
    try:
        yield
    finally:
        distributed.destroy_process_group()


def _wait(world: World, place: TCPStore, watch: Callable[[], None]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while missing := _missing(world, place):
        watch()
        if time.monotonic() > deadline:
            what = f"{listing(missing)} of {world.size} did not come within {_PATIENCE:.0f} s"
            raise LostRankError(Problem(what, where=f"{world.address}:{world.port}"))
        time.sleep(_GLANCE)


def _missing(world: World, place: TCPStore) -> list[str]:
    """Say that this rank is here, and return the names of those that are not."""
    names = [f"rank {rank}" for rank in range(world.size)]
    with world.reaching():
        place.set(names[world.rank], "here")
        return [] if place.check(names) else [name for name in names if not place.check([name])]


@contextmanager
def _on_loopback(*, only: bool) -> Generator[None]:
    """Keep gloo from the network, and from a host name that does not resolve, where nobody is elsewhere."""
    before = os.environ.get(_INTERFACE)
    if only and before is None:
        os.environ[_INTERFACE] = "lo"
    try:
        yield
    finally:
        if only and before is None:
            del os.environ[_INTERFACE]
