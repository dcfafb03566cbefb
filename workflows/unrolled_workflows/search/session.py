"""One driver's work on a search: it alone writes the ledger, draws configurations and says what starts next."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Hashable

from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.record.events import Broken, Closed, Ended, Event, Opened, Planned, Reported, Started
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.record.state import SearchState, take_in
from unrolled_workflows.search.rules import decisions
from unrolled_workflows.search.rules.plan import Plan


class Session:
    """Rebuilds a search from its ledger and carries it on; executors see it as their ``Dispatcher``.

    Args:
        ledger: of the search, locked by the caller.
        plan: its rules.
        suggester: fresh.
        key: digest of all that the results depend on.
        ended: called with the number of a trial that ended, once the disk knows; every driver calls it again.
        upstream: what tells a leg's inputs from those of others: while one worker makes them, others do other legs.
    """

    def __init__(
        self,
        ledger: Ledger,
        plan: Plan,
        suggester: Suggester,
        key: str,
        *,
        ended: Callable[[int], None] = lambda _trial: None,
        upstream: Callable[[Leg], Hashable] = lambda _leg: None,
    ) -> None:
        self.plan, self._ledger, self._suggester, self._ended = plan, ledger, suggester, ended
        self.state = SearchState(plan.seeds)
        self.stopping = False
        """set where no further leg shall start"""
        self._upstream, self._made = upstream, set[Hashable]()
        self._started: dict[tuple[int, int], Leg] = {}
        self._told = 0
        self._over: list[int] = []
        events = ledger.recover()
        planned = sum(isinstance(event, Planned) for event in events)
        # A kill can tear a batch as it is written. What stands of it is drawn again with the rest, as one batch is.
        torn = planned % plan.batch if planned < plan.trials and not plan.asynchronous else 0
        for number, event in enumerate(events, 1):
            self._replay(event, number, again=len(self.state.trials) >= planned - torn)
        self._note(Opened(key, platform.node(), os.getpid()))
        for orphan in [started for trial in self.state.trials for started in trial.running.values()]:
            message = "its driver vanished"
            self._note(Broken(orphan.trial, orphan.repeat, orphan.epochs, "orphaned", message, "", 0))
        self.commit()

    @property
    def finished(self) -> bool:
        """Whether no leg will ever start again."""
        self._settle()
        self.commit()
        return self.stopping or decisions.is_finished(self.state, self.plan)

    def take(self) -> Leg | None:
        """Return the next leg to start, noted as started; None where none may start before another outcome."""
        if self.stopping:
            return None
        self._settle()
        self._draw()
        leg = self._next()
        if leg is not None:
            self._started[leg.trial, leg.repeat] = leg
            self._note(Started(leg.trial, leg.repeat, leg.epochs, leg.attempt))
        self.commit()
        return leg

    def put(self, outcome: Outcome) -> None:
        """Note how a leg ended; it is on the disk before the next one starts.

        Args:
            outcome: of a leg that ``take`` returned.
        """
        leg = outcome.leg
        where = (leg.trial, leg.repeat, leg.epochs)
        self._started.pop((leg.trial, leg.repeat), None)
        if outcome.reason is not None:
            self._note(Broken(*where, outcome.reason, outcome.message, outcome.host, outcome.pid))
            return
        self._made.add(self._upstream(leg))
        times = (round(outcome.seconds, 3), round(outcome.shared, 3))
        self._note(Reported(*where, outcome.values, outcome.objectives, outcome.host, outcome.pid, *times))

    def commit(self) -> None:
        """Have all that was noted on the disk."""
        self._ledger.commit()
        while self._over:
            self._ended(self._over.pop())

    def _next(self) -> Leg | None:
        """Return a leg whose inputs nobody makes at this moment, else any that may start."""
        making = {self._upstream(leg) for leg in self._started.values()} - self._made
        legs = decisions.ready(self.state, self.plan)
        first = next(legs, None)
        if first is None or not making or self._upstream(first) not in making:
            return first
        return next((leg for leg in legs if self._upstream(leg) not in making), first)

    def _settle(self) -> None:
        """Take every decision on trials that is due."""
        while verdicts := decisions.verdicts(self.state, self.plan):
            for verdict in verdicts:
                self._note(verdict)
                self._over.append(verdict.trial)
        if not self.state.closed and (why := decisions.closing(self.state, self.plan)):
            self._note(Closed(why))

    def _draw(self) -> None:
        """Draw the configurations that are wanted now."""
        for _ in range(decisions.wanted(self.state, self.plan)):
            self._tell()
            values = self._suggester.draw()
            if values is None:
                self._note(Closed("the space holds no other configuration"))
                return
            self._note(Planned(len(self.state.trials), values))

    def _tell(self) -> None:
        """Tell the sampler what has ended: in the order of the ledger, or of the trials where that is no other."""
        waiting = self.state.ended[self._told :]
        for number in waiting if self.plan.asynchronous else sorted(waiting):
            self._suggester.tell(self.state.trials[number], self.state)
        self._told = len(self.state.ended)

    def _replay(self, event: Event, line: int, *, again: bool) -> None:
        if isinstance(event, Planned):
            self._tell()
            self._suggester.remember(event.values, again=again)
        if isinstance(event, Ended):
            self._over.append(event.trial)
        take_in(self.state, event, f"{self._ledger.path}:{line}")

    def _note(self, event: Event) -> None:
        self.state.apply(event)
        self._ledger.note(event)
