"""A search of 10,000 trials on 1,000 workers, simulated: what its driver bears, how long workers wait, what is lost.

python benchmarks/search_scale.py [--json] [--workers N] [--trials N]

Nothing is trained and nobody sleeps: a heap of events stands for the cluster. An epoch takes a minute on average and
differs from trial to trial; a worker in a hundred vanishes each hour, and what it trained since its last checkpoint is
lost. Asynchronous searches are decided by the session itself, whose own seconds count as the driver's, with those
measured of the ledger and, where TPE draws, of asking and telling it; in their place stand numbers that are counted,
since 10,000 draws by TPE would take the better part of an hour.
Reproducible ones are counted by `Batches`: which trial goes on makes no difference to the clock, only how many do.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search_batches import Batches
from search_cluster import Cluster
from search_rates import Rates, measure_rates
from search_regret import Unwritten
from table import Row, print_rows
from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.rules.plan import Plan, rungs
from unrolled_workflows.search.session import Session

REDUCTION, RUNGS = 3, rungs(1, 3, 81)
CHECKPOINTS = 60.0, 600.0


class Numbered:
    """Draws numbers, and learns nothing."""

    def __init__(self) -> None:
        self._drawn = itertools.count()

    def draw(self) -> dict[str, Any]:
        """Return the next number."""
        return {"number": next(self._drawn)}

    def tell(self, trial: Trial, state: SearchState) -> None:
        """Hear how a trial ended."""


def asynchronous(workers: int, trials: int, checkpoint: float, rates: Rates) -> Cluster:
    """Return a cluster on which an asynchronous search ran.

    Args:
        workers: their number.
        trials: configurations.
        checkpoint: seconds between two.
        rates: of the driver.
    """
    plan = Plan(trials, 1, 1, RUNGS, REDUCTION, "asha", True, 10, False)
    with tempfile.TemporaryDirectory() as place:
        session = Session(Unwritten(Path(place) / "ledger"), plan, Numbered(), "")  # pyright: ignore[reportArgumentType] - all that a session asks of it
        cluster = Cluster(session, workers, checkpoint, rates)
        cluster.run()
    return cluster


def measure(workers: int, trials: int) -> Iterator[Row]:
    """Yield what the driver bears, and what waiting and vanishing cost, in each mode.

    Args:
        workers: their number.
        trials: configurations.
    """
    rates = measure_rates(tuple(size for size in (100, 1000, 3000, 10_000) if size <= trials))
    nothing = Rates(rates.commit, (1,), (0.0,))
    minute, ten_minutes = CHECKPOINTS
    for name, checkpoint, told in (
        ("asynchronous, TPE", minute, rates),
        ("asynchronous, random, checkpoints ten minutes apart", ten_minutes, nothing),
    ):
        found = asynchronous(workers, trials, checkpoint, told)
        yield from _rows(name, found)
        yield from _driver_rows(name, found)
    for batch in (9, workers, 3 * workers, trials):
        found = Cluster(Batches(trials, min(batch, trials), RUNGS, REDUCTION), workers, minute, nothing)
        found.run()
        yield from _rows(f"reproducible, batches of {batch:,}", found)


def _driver_rows(name: str, found: Cluster) -> Iterator[Row]:
    yield Row(f"{name}: share of the time that the driver works", "-", found.driver / found.now, None)
    yield Row(f"{name}: ms of the driver a leg ({found.legs:,} legs)", "-", 1e3 * found.driver / found.legs, None)


def _rows(name: str, found: Cluster) -> Iterator[Row]:
    early = found.waited / found.begun_at / found.workers if found.begun_at else 0.0
    yield Row(f"{name}: hours", "-", found.now / 3600, None)
    yield Row(f"{name}: share of the workers' time that they wait, until the last trial begins", "-", early, None)
    yield Row(f"{name}: the same, to the end", "-", 1 - found.busy / found.now / found.workers, None)
    yield Row(f"{name}: share of the training that was lost", "-", found.lost / found.busy, None)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--trials", type=int, default=10_000)
    options = parser.parse_args()
    print_rows(measure(options.workers, options.trials), as_json=options.json)


if __name__ == "__main__":
    main()
