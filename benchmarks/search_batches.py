"""When the legs of a reproducible search may start: batch by batch, rung by rung, whichever trials they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from unrolled_workflows.search.legs import Leg, Outcome


class Batches:
    """Hands out as many legs of each rung as successive halving leaves, a rung when the one before has ended.

    Args:
        trials: configurations.
        batch: configurations that are drawn at once.
        rungs: epochs after which trials are compared.
        reduction: one in so many goes on.
    """

    def __init__(self, trials: int, batch: int, rungs: Sequence[int], reduction: int) -> None:
        self._trials, self._batch, self._rungs, self._reduction = trials, batch, rungs, reduction
        self._waves, self._waiting, self._running = self._all_waves(), deque[Leg](), 0

    def take(self) -> Leg | None:
        """Return a leg of the rung; None until the rung has ended, and behind the last one."""
        if not self._waiting and not self._running:
            self._waiting.extend(next(self._waves, ()))
        if not self._waiting:
            return None
        self._running += 1
        return self._waiting.popleft()

    def put(self, outcome: Outcome) -> None:
        """Take how a leg ended; one whose worker vanished waits for another.

        Args:
            outcome: of the leg.
        """
        self._running -= 1
        if outcome.reason is not None:
            self._waiting.append(replace(outcome.leg, attempt=outcome.leg.attempt + 1))

    def _all_waves(self) -> Iterator[list[Leg]]:
        for first in range(0, self._trials, self._batch):
            left = min(self._batch, self._trials - first)
            for epochs in self._rungs:
                yield [Leg(trial, 0, epochs, 0, {}) for trial in range(first, first + left)]
                left = max(1, left // self._reduction)
