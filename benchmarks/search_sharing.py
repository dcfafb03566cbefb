"""What sharing the stages before training is worth: a search over vectors and training, against whole pipelines.

Both sides are the same search on two workers; on the other side every trial has a store of its own, so nothing that
one trial learned is there for the next. The proportions are the main job's: vectors learned for some seconds, then a
training of about one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from interleaved import seconds_of
from table import Row
from unrolled.errors import UnrolledError
from unrolled.params import read_params
from unrolled_workflows.search.driver import opened
from unrolled_workflows.search.executors.local import LocalPool
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.prepared import prepare_search
from unrolled_workflows.search.trial.work import Job, Worker
from unrolled_workflows.store import open_store
from unrolled_workflows.workspace import Workspace

TRIALS, WORKERS, GOAL = 64, 2, 3.0
EXPERIMENT: Mapping[str, Any] = {
    "seed": 1,
    "threads": 1,
    "data": {"name": "movie-reviews", "limit": 2500},
    "tokenizer": {"name": "word", "min_count": 5},
    "embedding": {"name": "skip-gram", "dim": 100},
    "cell": {"name": "lstm", "hidden_size": 32},
    "task": {"name": "classification"},
    "train": {"epochs": 3, "batch_size": 50},
    "search": {
        "space": {
            "embedding.dim": {"choice": [50, 75, 100, 125]},
            "train.learning_rate": "tune",
            "train.batch_size": {"choice": [25, 50, 100]},
        },
        "trials": TRIALS,
        "sampler": "random",
        "pruner": "none",
        "batch": TRIALS,
    },
}


class Alone(Worker):
    """Runs every leg with a store of its own.

    Args:
        job: of the search.
    """

    def run(self, leg: Leg) -> Outcome | UnrolledError:
        """Run a whole pipeline.

        Args:
            leg: to run.
        """
        with tempfile.TemporaryDirectory(dir=self._root) as place:
            self._store = open_store(place, self._root)
            return super().run(leg)


def run(make: Callable[[Job], Worker]) -> None:
    """Run the search in a directory of its own.

    Args:
        make: builds a worker.

    Raises:
        RuntimeError: a trial failed.
    """
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "params.yaml"
        file.write_text(json.dumps(EXPERIMENT), encoding="utf-8")
        search = prepare_search(read_params(file), Workspace(file.parent))
        with opened(search) as session:
            pool = LocalPool(partial(make, search.job), [{}] * WORKERS)
            pool.run(session)
            pool.close()
        failed = [trial.number for trial in session.state.trials if trial.state != "complete"]
        if failed:
            raise RuntimeError(f"trials {failed} of the search failed")


def measure() -> Iterator[Row]:
    """Yield how many times as fast a search is whose trials share what comes before training."""
    shared, alone = seconds_of(lambda: run(Worker)), seconds_of(lambda: run(Alone))
    what = f"{TRIALS} trials over train.* and four embeddings, {shared:.0f} s, times as fast"
    yield Row(what, f"each its whole pipeline, {alone:.0f} s", alone / shared, GOAL)
