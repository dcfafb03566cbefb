"""Nodes of a cluster die, calls between them fail: every leg ends once, and a restart goes on from its checkpoint."""

from __future__ import annotations

import json
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from clusters import cluster
from stand_in import STEPS, Course, StandIn, describe, legs, steps

from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.pool import RayPool

ONE = {"num_cpus": 1}
RPC_FAULTS = json.dumps(
    {
        name: {"num_failures": -1, "req_failure_prob": 25, "resp_failure_prob": 25}
        for name in ("CoreWorkerService.grpc_client.PushTask", "NodeManagerService.grpc_client.RequestWorkerLease")
    }
)


class Killer:
    """Kills the oldest node and starts another in its place, every five seconds, from the first checkpoint on."""

    def __init__(self, nodes: Any, place: Path, times: int) -> None:
        self.nodes, self.ages = nodes, list(nodes.worker_nodes)
        self.place, self.left, self.next = place, times, 0.0

    def __call__(self) -> None:
        if self.left and time.monotonic() > self.next and any(self.place.glob("*/step")):
            self.nodes.remove_node(self.ages.pop(0), allow_graceful=False)
            self.ages.append(self.nodes.add_node(**ONE, wait=False))
            self.left, self.next = self.left - 1, time.monotonic() + 5


def complete(course: Course, place: Path, trials: int, epochs: int) -> None:
    """See that every leg ended once, and that no trial took more than one step twice for each worker it lost."""
    assert sorted(course.ended) == [(trial, epochs) for trial in range(trials)]
    for trial in range(trials):
        taken = steps(place, trial)
        losses = sum(outcome.leg.trial == trial for outcome in course.broken)
        assert sorted(set(taken)) == list(range(epochs * STEPS))
        assert len(taken) - len(set(taken)) <= losses
        assert all(later - earlier in {0, 1} for earlier, later in pairwise(taken))


def run(nodes: Any, place: Path, *, trials: int, epochs: int, seconds: float, watch: Any = lambda: None) -> Course:
    course = Course([legs(range(trials), epochs)])
    pool = RayPool(partial(StandIn, place, seconds), describe, resources=Resources(), address=nodes.address)
    try:
        pool.run(course, watch=watch)
    finally:
        pool.close()
    return course


@pytest.mark.fault("F11")
def test_legs_of_a_node_that_dies_go_on_elsewhere(tmp_path: Path) -> None:
    with cluster(ONE, head=1) as nodes:
        (doomed,) = nodes.worker_nodes

        def kill() -> None:
            if all((tmp_path / f"{trial}-0" / "step").exists() for trial in range(2)) and nodes.worker_nodes:
                nodes.remove_node(doomed, allow_graceful=False)

        course = run(nodes, tmp_path, trials=2, epochs=2, seconds=0.1, watch=kill)
    assert [outcome.reason for outcome in course.broken] == ["lost"]
    complete(course, tmp_path, 2, 2)


@pytest.mark.slow
@pytest.mark.fault("F11")
def test_ten_nodes_of_five_die_one_every_five_seconds(tmp_path: Path) -> None:
    with cluster(*[ONE] * 5) as nodes:
        killer = Killer(nodes, tmp_path, times=10)
        course = run(nodes, tmp_path, trials=18, epochs=10, seconds=0.2, watch=killer)
    assert killer.left == 0
    assert {outcome.reason for outcome in course.broken} == {"lost"}
    complete(course, tmp_path, 18, 10)


@pytest.mark.slow
@pytest.mark.fault("F13")
@pytest.mark.timeout(240)
def test_a_quarter_of_all_calls_fails(tmp_path: Path) -> None:
    faults = {"RAY_testing_rpc_failure": RPC_FAULTS, "RAY_testing_rpc_failure_avoid_intra_node_failures": "0"}
    with cluster(ONE, ONE, **faults) as nodes:
        course = run(nodes, tmp_path, trials=20, epochs=1, seconds=0.02)
    complete(course, tmp_path, 20, 1)
