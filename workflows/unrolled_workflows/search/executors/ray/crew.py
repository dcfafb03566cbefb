"""The workers of a search on a cluster: started where there is room, replaced when they vanish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from unrolled.errors import UnrolledError
from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.nodes import Node, vacancies
from unrolled_workflows.search.executors.ray.seat import Seat
from unrolled_workflows.search.executors.ray.station import said
from unrolled_workflows.search.legs import Leg, Outcome, Runs

_TRIES = 3
"""Workers in a row that may fail to start on a node before it gets no other."""


class Crew:
    """Starts workers, gives them legs and takes their outcomes.

    Args:
        make_worker: builds what runs legs, in the worker's process.
        resources: of one worker.
        workers: that there shall be; None for as many as fit the nodes.
    """

    def __init__(self, make_worker: Callable[[], Runs], resources: Resources, workers: int | None) -> None:
        self._make_worker, self._resources, self._workers = make_worker, resources, workers
        self._seats: list[Seat] = []
        self._pending: dict[Any, Seat] = {}
        self._failures: Counter[str] = Counter()

    @property
    def idle(self) -> list[Seat]:
        """The workers that wait for a leg."""
        return [seat for seat in self._seats if seat.pid and seat.leg is None]

    @property
    def busy(self) -> list[Seat]:
        """The workers that run a leg."""
        return [seat for seat in self._seats if seat.leg is not None]

    @property
    def size(self) -> int:
        """Number of workers, those that start among them."""
        return len(self._seats)

    def hire(self, nodes: Sequence[Node]) -> None:
        """Start the workers that are missing, and forget those that waited on a node that is no more.

        Args:
            nodes: that may hold workers.
        """
        here = {node.id for node in nodes}
        for seat in self.idle:
            if seat.node.id not in here:
                self._dismiss(seat)
        held = Counter(seat.node.id for seat in self._seats)
        able = [node for node in nodes if self._failures[node.id] < _TRIES]
        for node in vacancies(able, held, self._workers):
            self._start(node)

    def give(self, seat: Seat, leg: Leg) -> None:
        """Have a worker run a leg.

        Args:
            seat: of a worker that is idle.
            leg: to run.
        """
        seat.leg, seat.began = leg, time.monotonic()
        self._pending[seat.actor.run.remote(leg)] = seat

    def wait(self, seconds: float) -> list[Outcome]:
        """Wait for a worker to start, to end its leg or to vanish.

        Args:
            seconds: to wait at most.

        Returns:
            Outcomes of legs, none or more.

        Raises:
            UnrolledError: a worker cannot run any leg of this search.
        """
        import ray

        if not self._pending:
            time.sleep(seconds)
            return []
        done, _ = ray.wait(list(self._pending), timeout=seconds)
        return [outcome for reference in done if (outcome := self._resolve(reference)) is not None]

    def _start(self, node: Node) -> None:
        seat = Seat.on(node, self._make_worker, self._resources)
        self._seats.append(seat)
        self._pending[seat.actor.ready.remote()] = seat

    def _resolve(self, reference: Any) -> Outcome | None:
        import ray
        from ray.exceptions import RayError

        seat = self._pending.pop(reference)
        try:
            answer: Any = ray.get(reference)
        except RayError as error:
            return self._lose(seat, said(error))
        if isinstance(answer, UnrolledError):
            raise answer
        if isinstance(answer, int):
            seat.pid, self._failures[seat.node.id] = answer, 0
            return None
        seat.leg = None
        return answer

    def _lose(self, seat: Seat, why: str) -> Outcome | None:
        """Return the outcome of a leg whose worker vanished; None where it vanished before its first one."""
        self._dismiss(seat)
        if seat.leg is None:
            self._failures[seat.node.id] += 1
            return None
        return seat.outcome("lost", f"vanished: {why}")

    def _dismiss(self, seat: Seat) -> None:
        self._seats.remove(seat)
        seat.release()
