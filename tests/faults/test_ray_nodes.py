"""Nodes of a cluster die, calls between them fail: every leg ends once, and a restart goes on from its checkpoint."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from clusters import ONE, Killer, cluster
from stand_in import STEPS, Course, StandIn, describe, legs, steps

from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.pool import RayPool

METHODS = ("CoreWorkerService.grpc_client.PushTask", "NodeManagerService.grpc_client.RequestWorkerLease")
# Each process begins with one failure of each kind.
RPC_FAULTS = {
    "a-quarter-of-the-calls-and-a-quarter-of-the-answers": {
        "req_failure_prob": 25,
        "resp_failure_prob": 25,
        "num_lower_bound_req_failures": 1,
        "num_lower_bound_resp_failures": 1,
    },
    "half-while-the-call-is-served": {"in_flight_failure_prob": 50, "num_lower_bound_in_flight_failures": 1},
}
INJECTED = re.compile(r"Inject RPC .*failure.* for (\S+)")


def complete(course: Course, place: Path, trials: int, epochs: int) -> None:
    """See that every leg ended once, and that no trial took more than one step twice for each worker it lost."""
    assert sorted(course.ended) == [(trial, epochs) for trial in range(trials)]
    for trial in range(trials):
        taken = steps(place, trial)
        losses = sum(outcome.leg.trial == trial for outcome in course.broken)
        assert sorted(set(taken)) == list(range(epochs * STEPS))
        assert len(taken) - len(set(taken)) <= losses
        assert all(later - earlier in {0, 1} for earlier, later in pairwise(taken))


def run(
    nodes: Any, place: Path, course: Course, *, seconds: float, awaited: str = "", watch: Any = lambda: None
) -> None:
    pool = RayPool(partial(StandIn, place, seconds, awaited), describe, resources=Resources(), address=nodes.address)
    try:
        pool.run(course, watch=watch)
    finally:
        pool.close()


def injected(logs: Path) -> Counter[str]:
    """Return how many calls Ray's processes say to have failed on purpose, by method."""
    texts = [path.read_text(errors="replace") for path in logs.iterdir() if path.is_file()]
    return Counter(method for text in texts for method in INJECTED.findall(text))


@pytest.mark.fault("F11")
def test_legs_of_a_node_that_dies_go_on_elsewhere(tmp_path: Path) -> None:
    course = Course([legs(range(2), 2)])
    with cluster(ONE, head=1) as nodes:
        (doomed,) = nodes.worker_nodes

        def kill() -> None:
            if all((tmp_path / f"{trial}-0" / "step").exists() for trial in range(2)) and nodes.worker_nodes:
                nodes.remove_node(doomed, allow_graceful=False)
                (tmp_path / "gone").touch()

        run(nodes, tmp_path, course, seconds=0.1, awaited="gone", watch=kill)
    assert [outcome.reason for outcome in course.broken] == ["lost"]
    complete(course, tmp_path, 2, 2)


@pytest.mark.slow
@pytest.mark.fault("F11")
@pytest.mark.parametrize("seed", range(3))
def test_ten_nodes_of_five_die_one_every_five_seconds(
    tmp_path: Path, seed: int, record_property: Callable[[str, str], None]
) -> None:
    numbers = count()
    course = Course([], legs(islice(numbers, 5), 2))
    with cluster(*[ONE] * 5) as nodes:
        killer = Killer(nodes, 10, seed, lambda: any(tmp_path.glob("*/step")))

        def watch() -> None:
            killer()
            if killer.left and not course.waiting:
                course.waiting += legs(islice(numbers, 1), 2)

        run(nodes, tmp_path, course, seconds=0.2, watch=watch)
    assert {outcome.reason for outcome in course.broken} == {"lost"}
    complete(course, tmp_path, next(numbers), 2)
    record_property("figure", f"10 of 10 nodes killed, {len(course.broken)} legs lost, {len(course.ended)} ended")


@pytest.mark.slow
@pytest.mark.fault("F13")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("mix", RPC_FAULTS)
def test_calls_that_fail_double_no_leg_and_hold_none_up(
    tmp_path: Path, mix: str, record_property: Callable[[str, str], None]
) -> None:
    faults = json.dumps({method: {"num_failures": -1, **RPC_FAULTS[mix]} for method in METHODS})
    environment = {
        "RAY_testing_rpc_failure": faults,
        "RAY_testing_rpc_failure_avoid_intra_node_failures": "0",
        # A call that overtook one that failed is kept for 5 s instead of 30.
        "RAY_actor_scheduling_queue_max_reorder_wait_seconds": "5",
    }
    course = Course([legs(range(12))])
    with cluster(ONE, ONE, **environment) as nodes:
        logs = Path(nodes.head_node.get_logs_dir_path())
        run(nodes, tmp_path, course, seconds=0.02)
    complete(course, tmp_path, 12, 1)
    failed = injected(logs)
    assert set(failed) == set(METHODS)
    assert course.silence < 120
    record_property("figure", f"{failed.total()} calls failed, {course.silence:.0f} s at most without an event")
