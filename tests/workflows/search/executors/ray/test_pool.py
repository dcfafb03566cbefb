"""Legs run on the nodes of a Ray cluster."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from clusters import ENVIRONMENT, cluster
from stand_in import Course, Picky, StandIn, describe, legs, score, steps

from unrolled.errors import ConfigError, PluginError, ResourceError
from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.pool import RayPool
from unrolled_workflows.search.executors.ray.session import cluster as joined


@pytest.fixture(scope="module")
def nodes() -> Generator[Any]:
    """A cluster of two nodes: one with two cores and no card, one with four and two cards."""
    with cluster({"num_cpus": 2, "node_name": "n1"}, {"num_cpus": 4, "num_gpus": 2, "node_name": "n2"}) as made:
        yield made


def pool(nodes: Any, make: Any, **options: Any) -> RayPool:
    return RayPool(make, describe, address=nodes.address, **{"resources": Resources(), **options})


def test_every_leg_ends_once_and_workers_are_kept(nodes: Any, tmp_path: Path) -> None:
    course = Course([legs(range(6)), legs(range(3), epochs=2)])
    crew = pool(nodes, partial(StandIn, tmp_path), workers=3)
    crew.run(course)
    crew.close()
    assert {key: outcome.values for key, outcome in course.ended.items()} == {
        (leg.trial, leg.epochs): (score(leg),) for leg in course.taken
    }
    assert len(course.taken) == 9
    assert len({outcome.pid for outcome in course.ended.values()}) <= 3, "no worker was made anew for a leg"
    assert steps(tmp_path, 0) == list(range(20))


def test_half_a_card_each_never_fills_a_card_beyond_two(nodes: Any, tmp_path: Path) -> None:
    course = Course([legs(range(10))])
    crew = pool(nodes, partial(StandIn, tmp_path), resources=Resources(cpus=1, gpus=0.5))
    crew.run(course)
    assert crew._crew.size == 4, "two cards hold four workers, and the node without one none"
    crew.close()
    used = [line.split() for line in (tmp_path / "cards").read_text().splitlines()]
    assert len(used) == 10
    assert {card for card, _, _ in used} <= {"0", "1"}
    assert all(max(at_once(used, card), default=0) <= 2 for card in "01")


def at_once(used: list[list[str]], card: str) -> Iterator[int]:
    """Yield how many legs ran on a card at each start of one."""
    spans = [(float(began), float(ended)) for name, began, ended in used if name == card]
    for moment, _ in spans:
        yield sum(began <= moment < ended for began, ended in spans)


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_its_leg_goes_on(nodes: Any, tmp_path: Path) -> None:
    course = Course([legs(range(2), epochs=3)])
    crew = pool(nodes, partial(StandIn, tmp_path, seconds=0.05), workers=2)
    killed: list[int] = []

    def kill() -> None:
        if not killed and (tmp_path / "0-0" / "step").exists():
            killed.extend(seat.pid for seat in crew._crew.busy if seat.leg is not None and seat.leg.trial == 0)
            os.kill(killed[0], signal.SIGKILL)

    crew.run(course, watch=kill)
    crew.close()
    (lost,) = course.broken
    assert (lost.reason, lost.pid, lost.leg.trial) == ("lost", killed[0], 0)
    assert lost.message.startswith(f"its worker on node {lost.host} (127.0.0.1) vanished")
    taken = steps(tmp_path, 0)
    assert sorted(set(taken)) == list(range(30))
    assert all(later - earlier in {0, 1} for earlier, later in pairwise(taken)), "at most one step is taken twice"


@pytest.mark.slow
def test_workers_that_are_asked_to_stop_leave_a_checkpoint(nodes: Any, tmp_path: Path) -> None:
    course = Course([legs(range(3), epochs=100)])
    crew = pool(nodes, partial(StandIn, tmp_path), workers=2)

    def stop() -> None:
        course.stopping = all((tmp_path / f"{trial}-0" / "step").exists() for trial in range(2))

    crew.run(course, watch=stop)
    crew.stop(course)
    crew.close()
    assert sorted((outcome.leg.trial, outcome.reason) for outcome in course.broken) == [(0, "stopped"), (1, "stopped")]
    assert steps(tmp_path, 0) == list(range(int((tmp_path / "0-0" / "step").read_text())))


def test_a_leg_that_no_node_has_room_for_is_refused(nodes: Any, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no node of the cluster has 1 CPU and 3 GPU for one trial"):
        pool(nodes, partial(StandIn, tmp_path), resources=Resources(gpus=3))


@pytest.mark.slow
def test_a_worker_that_cannot_be_built_ends_the_search(nodes: Any, tmp_path: Path) -> None:
    crew = pool(nodes, partial(Picky, tmp_path), workers=1)
    with pytest.raises(PluginError, match="plugin my-dist is broken here"):
        crew.run(Course([legs(range(1))]))
    crew.close()


def test_a_wrong_token_is_refused(nodes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_TOKEN", "w" * 32)
    with pytest.raises(ConfigError, match="lets in clients with its token alone"), joined(nodes.address, None):
        pass


def test_nodes_with_another_plugin_are_refused_by_name(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_DIST", "1.4")
    with pytest.raises(PluginError) as caught:
        pool(nodes, partial(StandIn, tmp_path))
    assert sorted(str(problem).partition(" See")[0] for problem in caught.value.problems) == [
        f"node {name} (127.0.0.1): plugin my-dist is 1.3, the lock says 1.4." for name in ("n1", "n2")
    ]


@pytest.mark.slow
def test_a_node_that_joins_with_another_plugin_runs_nothing(
    nodes: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crew = pool(nodes, partial(StandIn, tmp_path))
    late = nodes.add_node(num_cpus=2, node_name="n7", env_vars={"MY_DIST": "1.2"})
    course = Course([legs(range(16), epochs=5)])
    crew.run(course)
    crew.close()
    nodes.remove_node(late)
    assert "node n7 (127.0.0.1): plugin my-dist is 1.2, the lock says 1.3" in capsys.readouterr().err
    assert len({outcome.pid for outcome in course.ended.values()}) <= 6, "two workers on n1, four on n2"


@pytest.mark.slow
def test_without_an_address_a_cluster_of_this_machine_lasts_as_long_as_the_pool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    monkeypatch.setenv("PYTHONPATH", ENVIRONMENT["PYTHONPATH"])
    course = Course([legs(range(4))])
    crew = RayPool(partial(StandIn, tmp_path), describe, resources=Resources(), workers=2)
    crew.run(course)
    assert [node["NodeManagerAddress"] for node in ray.nodes()] == ["127.0.0.1"]
    crew.close()
    assert not ray.is_initialized()
    assert len(course.ended) == 4
