"""How far from the best a study ends: stopped trials told as stopped, against Ray Tune's OptunaSearch as it is.

Both sides run in our session with the same rule of halving, on the same simulated workers, for as many epochs; they
differ in what draws configurations and is told how trials ended. OptunaSearch reports a trial that was stopped early as
complete, with the last value that it had.
"""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from search_problems import EPOCHS, Problem, hartmann, learning_table
from table import Row
from unrolled.ranges import Choice
from unrolled.search import Goal
from unrolled.space import Space
from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.rules.plan import Plan, rungs
from unrolled_workflows.search.rules.separation import interval
from unrolled_workflows.search.session import Session

STUDIES, WORKERS, REDUCTION = (20, 60), 4, 3
"""Seeds: those that the goal is set for, and three times as many, since 20 cannot tell a tenth from nothing."""
LOSS: tuple[tuple[str, Goal], ...] = (("loss", "minimize"),)


class Draws(Protocol):
    """What draws configurations: ``Suggester``, or what stands in for it."""

    def draw(self) -> dict[str, Any] | None:
        """Return the next configuration."""
        ...

    def tell(self, trial: Trial, state: SearchState) -> None:
        """Take how a trial ended."""
        ...


class Unwritten(Ledger):
    """A ledger that forgets: a simulation is never carried on."""

    def commit(self) -> None:
        """Write nothing."""
        self._waiting.clear()


class Stock:
    """Ray Tune's OptunaSearch with its defaults, called as Tune's controller calls it.

    Args:
        space: to draw from.
        seed: of the study.
    """

    def __init__(self, space: Space, seed: int) -> None:
        from ray.tune.search.optuna import OptunaSearch

        found = {dimension.name: _distribution(dimension.domain) for dimension in space.dimensions}
        self._search: Any = OptunaSearch(found, metric="loss", mode="min", seed=seed)
        self._drawn = itertools.count()

    def draw(self) -> dict[str, Any]:
        """Return the next configuration."""
        return self._search.suggest(str(next(self._drawn)))

    def tell(self, trial: Trial, state: SearchState) -> None:
        """Take how a trial ended; Tune passes every result on but the one that it stops at.

        Args:
            trial: that ended.
            state: of the search.
        """
        name = str(trial.number)
        results = [
            {"loss": state.oriented(values)[0], "training_iteration": epochs}
            for epochs, values in sorted(trial.measured.items())
        ]
        for result in results[:-1]:
            self._search.on_trial_result(name, result)
        self._search.on_trial_complete(name, results[-1])


def regret(problem: Problem, draws: Draws) -> float:
    """Return how much more than the least the best trial that was trained to the end has.

    Args:
        problem: to search.
        draws: fresh.
    """
    plan = Plan(10**6, 1, 1, rungs(1, REDUCTION, EPOCHS), REDUCTION, "asha", True, 1, False)
    with tempfile.TemporaryDirectory() as place:
        session = Session(Unwritten(Path(place) / "ledger.jsonl"), plan, draws, "")  # pyright: ignore[reportArgumentType] - Draws is what a session asks of it
        simulate(session, problem)
    last = [trial.measured[EPOCHS][0] for trial in session.state.trials if EPOCHS in trial.measured]
    return min(last) - problem.least


def simulate(session: Session, problem: Problem) -> None:
    """Run a session on workers that need a second an epoch, until the epochs of the problem are spent.

    Args:
        session: to run.
        problem: to search.
    """
    left, now, tickets = problem.trainings * EPOCHS, 0, itertools.count()
    running: list[tuple[int, int, Leg]] = []
    while True:
        while left > 0 and len(running) < WORKERS and (leg := session.take()):
            seconds = leg.epochs - max(session.state.trials[leg.trial].measured, default=0)
            left -= seconds
            heapq.heappush(running, (now + seconds, next(tickets), leg))
        if not running:
            return
        now, _, leg = heapq.heappop(running)
        session.put(Outcome(leg, (problem.value(leg.values, leg.epochs),), LOSS))


def measure(studies: Sequence[int] = STUDIES) -> Iterator[Row]:
    """Yield for each problem how much more regret ours has than the stock searcher, and than random draws.

    Args:
        studies: a side, in each comparison; the goal is the first one's.
    """
    others: Mapping[str, Callable[[Space, int], Draws]] = {
        "OptunaSearch + ASHA": Stock,
        "random draws": lambda space, seed: Suggester(space, "random", 1, seed),
    }
    for problem in (learning_table(), hartmann()):
        ours = [regret(problem, Suggester(problem.space, "tpe", 1, seed)) for seed in range(max(studies))]
        for name, make in others.items():
            theirs = [regret(problem, make(problem.space, seed)) for seed in range(max(studies))]
            for count in studies:
                goal = 0.0 if make is Stock and count == studies[0] else None
                yield _compared(problem, name, ours[:count], theirs[:count], goal)


def _compared(problem: Problem, name: str, ours: Sequence[float], theirs: Sequence[float], goal: float | None) -> Row:
    more = interval([mine - other for mine, other in zip(ours, theirs, strict=True)])
    what = (
        f"regret: {problem.name}, {len(ours)} studies of {problem.trainings} whole trainings: {fmean(ours):.4f} "
        f"for {fmean(theirs):.4f}; how much more, 95 % interval {more.low:.4f} to {more.high:.4f}"
    )
    return Row(what, name, more.mean, goal, lower=True)


def _distribution(domain: Any) -> Any:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(domain, Choice):
        return CategoricalDistribution(list(domain.options))
    if domain.whole:
        return IntDistribution(int(domain.low), int(domain.high))
    return FloatDistribution(domain.low, domain.high)
