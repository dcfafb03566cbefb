"""Ray clusters of several nodes on one host, on loopback and with a token."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from unrolled_workflows.search.executors.ray.internals import reread_environment

ONE = {"num_cpus": 1}
"""A node with room for one worker."""
ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parent),
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": "t" * 32,
    # Off, Ray keeps to loopback.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    # A dead node is noticed after 1.5 s instead of 20.
    "RAY_health_check_failure_threshold": "2",
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "500",
}


@contextmanager
def cluster(*nodes: dict[str, Any], head: int = 0, **environment: str) -> Generator[Any]:
    """Run a head with some cores, and nodes; in its environment a ``RayPool`` can join it."""
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, {**ENVIRONMENT, **environment}))
        from ray._private import ray_constants
        from ray.cluster_utils import Cluster

        reread_environment()
        # A Ray that was imported before does not read this one again.
        stack.enter_context(patch.object(ray_constants, "ENABLE_RAY_CLUSTER", False))
        made = Cluster(initialize_head=True, head_node_args={"num_cpus": head, "include_dashboard": False})
        try:
            for node in nodes:
                made.add_node(**node)
            yield made
        finally:
            made.shutdown()


class Killer:
    """Kills a node and starts another in its place, every five seconds, once work has begun.

    Args:
        nodes: the cluster.
        times: that it kills.
        seed: of the choice of the nodes.
        begun: whether the first checkpoint stands.
    """

    def __init__(self, nodes: Any, times: int, seed: int, begun: Callable[[], bool]) -> None:
        self.nodes, self.left, self.begun = nodes, times, begun
        self.alive, self.chance, self.next = list(nodes.worker_nodes), random.Random(seed), 0.0

    def __call__(self) -> None:
        if self.left and time.monotonic() > self.next and self.begun():
            self.left, self.next = self.left - 1, time.monotonic() + 5
            self.nodes.remove_node(self.alive.pop(self.chance.randrange(len(self.alive))), allow_graceful=False)
            self.alive.append(self.nodes.add_node(**ONE, wait=False))
