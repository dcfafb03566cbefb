"""One worker of a search on a cluster: an actor on a node, and the leg that it runs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.nodes import Node
from unrolled_workflows.search.executors.ray.station import Station, interrupt
from unrolled_workflows.search.legs import Leg, Outcome, Reason, Runs


@dataclass(eq=False, slots=True)
class Seat:
    """A worker, as its driver knows it.

    Args:
        node: that it runs on.
        actor: Ray's handle of it.
        pid: of its process; 0 until that has started.
        leg: that it runs.
        began: when it was given the leg.
    """

    node: Node
    actor: Any
    pid: int = 0
    leg: Leg | None = None
    began: float = 0.0

    @classmethod
    def on(cls, node: Node, make_worker: Callable[[], Runs], resources: Resources) -> Self:
        """Start a worker on a node.

        Args:
            node: with room for it.
            make_worker: builds what runs legs, in the worker's process.
            resources: that it takes.
        """
        import ray

        gpus = resources.gpus
        # A call whose answer was lost is repeated after the first has ended: never twice at the same time.
        actor: Any = ray.remote(Station).options(
            num_cpus=resources.cpus,
            num_gpus=gpus if gpus < 1 else math.ceil(gpus),
            max_restarts=0,
            max_task_retries=-1,
            scheduling_strategy=node.only,
        )
        return cls(node, actor.remote(make_worker))

    def interrupt(self) -> None:
        """Send its process SIGTERM, by a task on its node."""
        import ray

        task: Any = ray.remote(interrupt).options(num_cpus=0, max_retries=0, scheduling_strategy=self.node.only)
        task.remote(self.pid)

    def release(self) -> None:
        """End it, and give back what it took."""
        import ray

        ray.kill(self.actor)

    def outcome(self, reason: Reason, what: str) -> Outcome:
        """Return the outcome of its leg, which the worker itself does not tell.

        Args:
            reason: why it gave no values.
            what: the worker did.
        """
        assert self.leg is not None
        message, seconds = f"its worker on {self.node} {what}", time.monotonic() - self.began
        return Outcome(self.leg, reason=reason, message=message, host=self.node.name, pid=self.pid, seconds=seconds)
