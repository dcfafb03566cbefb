"""Where ranks find each other, and what is said where they do not."""

import socket

import pytest

from unrolled.errors import ResourceError
from unrolled.runtime import rendezvous
from unrolled.runtime.rendezvous import joined, meet
from unrolled.runtime.world import LostRankError, World


def test_ranks_of_one_machine_meet_where_no_other_machine_can_reach():
    world, place = meet(World(0, 2, 2))
    place.set("said", "here")
    _, other = meet(World(1, 2, 2, port=world.port))
    assert other.get("said") == b"here"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", world.port)).close()


def test_a_port_that_is_taken_is_a_resource_error():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ResourceError, match=f"127.0.0.1:{port}: rank 0 cannot listen here: Address already in use"):
            meet(World(0, 4, 2, port=port))


def test_a_rank_that_does_not_come_is_named(monkeypatch):
    monkeypatch.setattr(rendezvous, "_PATIENCE", 0.05)
    world, place = meet(World(0, 3, 3))
    place.set("rank 1", "here")
    with pytest.raises(LostRankError, match="rank 2 of 3 did not come"), joined(world, place, "cpu"):
        pass


def test_a_rank_0_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(rendezvous, "_PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LostRankError, match=f"127.0.0.1:{port}: rank 1 of 2 cannot reach the others"):
        meet(World(1, 2, 2, port=port))
