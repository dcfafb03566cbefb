"""The Ray executor: a pool of actors that are kept for the whole search.

A leg could be a trial of Ray Tune, and was tried as one. Which leg is next, and whether a trial goes on, the core
decides between legs, so that Tune's schedulers would have nothing to do. What its loop does beside costs: it lets go
of workers that wait at a barrier, and takes back a worker that still starts when another is free, so that 24 legs of
0.5 s in rungs of four took 14.3 s on two cores, nearly all in one process (the pool: 6.5 s; two processes without any
overhead: 6.0 s), and 28 to 40 ms a leg instead of 5.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from unrolled.errors import Problem, ResourceError
from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.crew import Crew
from unrolled_workflows.search.executors.ray.roster import Describe, Roster
from unrolled_workflows.search.executors.ray.session import cluster
from unrolled_workflows.search.legs import Dispatcher, Runs

_POLL = 1.0
"""Seconds between two looks at workers that say nothing."""
_LOOK = 2.0
"""Seconds between two looks at the nodes."""
_PATIENCE = 120.0
"""Seconds that a search waits for a node that can hold a worker."""
_GRACE = 60.0
"""Seconds in which a worker that was asked to stop leaves a checkpoint."""


class RayPool:
    """Runs legs in actors of a Ray cluster.

    Args:
        make_worker: builds what runs legs, in the worker's process; a function of a module, or a partial of one.
        describe: says what a machine has of all that the search needs; called on every node, and here.
        resources: of one worker.
        workers: their number; None for as many as the cluster has room for.
        address: of the cluster; None starts one on this machine that ends with the pool.

    Raises:
        ConfigError: the cluster cannot be reached, or refuses the token.
        ResourceError: no node has room for a worker.
        PluginError: a node has other plugins than this machine.
    """

    def __init__(
        self,
        make_worker: Callable[[], Runs],
        describe: Describe,
        *,
        resources: Resources,
        workers: int | None = None,
        address: str | None = None,
    ) -> None:
        cpus = None if workers is None else math.ceil(workers * resources.cpus)
        with ExitStack() as stack:
            stack.enter_context(cluster(address, cpus))
            self._roster = Roster(describe, resources)
            self._stack = stack.pop_all()
        self._crew = Crew(make_worker, resources, workers)
        self._looked, self._peopled = -math.inf, time.monotonic()
        self.idle = 0.0
        """seconds that workers waited while others ran, summed over workers"""

    def run(self, dispatcher: Dispatcher, *, watch: Callable[[], None] = lambda: None) -> None:
        """Run legs until none will start any more.

        Args:
            dispatcher: of the search.
            watch: called after every look at the workers.

        Raises:
            ResourceError: no node that can hold a worker was left, and none came.
        """
        while not dispatcher.finished:
            self._look()
            self._hand_out(dispatcher)
            idle, began = len(self._crew.idle), time.monotonic()
            for outcome in self._crew.wait(_POLL):
                dispatcher.put(outcome)
            self.idle += (time.monotonic() - began) * idle
            watch()

    def stop(self, dispatcher: Dispatcher) -> None:
        """Ask the workers to leave checkpoints and stop, and wait until they have, a minute at most.

        Args:
            dispatcher: that is told of the legs that stopped.
        """
        for seat in self._crew.busy:
            seat.interrupt()
        deadline = time.monotonic() + _GRACE
        while self._crew.busy and time.monotonic() < deadline:
            for outcome in self._crew.wait(_POLL):
                # What was asked to stop may fail in any way, and says nothing of its trial.
                dispatcher.put(replace(outcome, reason="stopped") if outcome.reason else outcome)
        for seat in self._crew.busy:
            dispatcher.put(seat.outcome("stopped", f"did not stop within {_GRACE:.0f} s"))

    def close(self) -> None:
        """End the workers, and the cluster where it is the pool's own."""
        self._stack.close()

    def _hand_out(self, dispatcher: Dispatcher) -> None:
        for seat in self._crew.idle:
            leg = dispatcher.take()
            if leg is None:
                return
            self._crew.give(seat, leg)

    def _look(self) -> None:
        """Look which nodes there are, now and then, and have workers on them."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        self._crew.hire(self._roster.present())
        if self._crew.size:
            self._peopled = now
        elif now - self._peopled > _PATIENCE:
            what = f"no node has been able to hold a worker for {_PATIENCE:.0f} s"
            raise ResourceError(Problem(what, where="search --address", command="ray status"))
