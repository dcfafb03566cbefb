"""Searches without trainings: what a leg gives is a function of the leg, and the executor is a game of chance."""

import json
import math
import zlib
from dataclasses import dataclass, replace
from random import Random

from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space
from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.legs import Outcome
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.rules.plan import Plan
from unrolled_workflows.search.session import Session

SPACE = Space(
    (
        Dimension("cell.name", Choice(("lstm", "gru"))),
        Dimension("cell.forget_bias", Interval(0, 2), "lstm"),
        Dimension("train.learning_rate", Interval(1e-4, 1e-1, log=True)),
        Dimension("cell.hidden_size", Interval(3, 8, whole=True)),
        Dimension("unroll.dropout", Interval(0.0, 0.6, step=0.1)),
    )
)
NUMBERS = Space(SPACE.dimensions[2:])
COUNTED = Space(
    (
        Dimension("cell.name", Choice(("lstm", "gru"))),
        Dimension("cell.forget_bias", Interval(0.0, 2.0, step=0.5), "lstm"),
        Dimension("cell.hidden_size", Interval(3, 8, whole=True)),
    )
)
PLAN = Plan(
    trials=22,
    batch=9,
    seeds=1,
    rungs=(1, 3, 9),
    reduction=3,
    pruning="halving",
    asynchronous=False,
    max_losses=10**6,
    stop_when_separated=False,
)


@dataclass(frozen=True)
class Rules:
    """A search, and how many of a hundred legs give nothing."""

    plan: Plan = PLAN
    space: Space = SPACE
    sampler: str = "random"
    objectives: tuple = (("loss", "minimize"),)
    failing: int = 0

    def session(self, path, ended=lambda _trial: None):
        suggester = Suggester(self.space, self.sampler, len(self.objectives), 7)
        return Session(Ledger(path), self.plan, suggester, "key", ended=ended, upstream=upstream)

    def outcome(self, leg):
        """Train a leg; the same leg always ends in the same way."""
        chance = zlib.crc32(json.dumps([leg.values, leg.repeat, leg.epochs], sort_keys=True).encode())
        if chance % 100 < self.failing:
            return Outcome(leg, reason="diverged", message="not finite")
        numbers = [value for value in leg.values.values() if isinstance(value, int | float)]
        loss = math.fsum([*numbers, (chance % 997) / 500, 1 / leg.epochs])  # their order makes no difference
        values = tuple(loss if name == "loss" else -loss * (chance % 7) for name, _ in self.objectives)
        return Outcome(leg, values, self.objectives, seconds=1.0)


def upstream(leg):
    """Tell which legs need the same inputs."""
    return leg.values.get("cell.name")


def run(rules, path, *, workers=1, chance=None, kills=0, cuts=False, lost=0.0):
    """Search to the end with an executor that ends legs in any order, loses some, and is killed now and then."""
    chance = chance or Random(0)
    for _ in range(kills):
        steps = chance.randrange(3 * rules.plan.trials)
        _carry_on(rules, rules.session(path), workers=workers, chance=chance, lost=lost, steps=steps)
        if cuts:
            path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])
    session = rules.session(path)
    _carry_on(rules, session, workers=workers, chance=chance, lost=lost, steps=math.inf)
    return session


def _carry_on(rules, session, *, workers, chance, lost, steps):
    running = []
    while steps > 0 and not session.finished:
        while len(running) < workers and (leg := session.take()):
            running.append(leg)
        if not running:
            continue
        leg = running.pop(chance.randrange(len(running)))
        gone = Outcome(leg, reason="lost", message="its worker vanished")
        session.put(gone if chance.random() < lost else rules.outcome(leg))
        steps -= 1


def table(session):
    """Return all that trials.csv is made of."""
    return [(trial.values, trial.state, trial.measured) for trial in session.state.trials]


def with_plan(**changes):
    return replace(PLAN, **changes)
