"""The main job with vectors learned from long reviews, and without: test accuracy over three seeds; `dvc repro`'s time.

python benchmarks/main_job.py [--json] [--seeds 1 2 3]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import unrolled
from table import Row, print_rows

ROOT = Path(__file__).parents[1]
SIDES = {"transferred": "skip-gram", "from scratch": "learned"}
GOAL_ACCURACY, GOAL_GAIN, GOAL_SECONDS = 0.78, 0.015, 360.0


class Scored(NamedTuple):
    """What one run gave.

    Args:
        accuracy: on the test split, in [0, 1].
        majority: test accuracy of always naming the training split's most frequent class, in [0, 1].
        seconds: wall time.
    """

    accuracy: float
    majority: float
    seconds: float


def scored(workspace: Path, seed: int, embedding: str) -> Scored:
    """Return the scores and the wall time of one run of the project's own params.yaml.

    Args:
        workspace: to run in.
        seed: of everything.
        embedding: name of the component.
    """
    started = time.perf_counter()
    run = unrolled.run(workspace / "params.yaml", {"seed": seed, "embedding.name": embedding})
    metrics = run.metrics
    return Scored(metrics["test"]["accuracy"], metrics["majority_class"]["test"], time.perf_counter() - started)


def repro_seconds(workspace: Path) -> Iterator[Row]:
    """Yield the wall time of `dvc repro` of the project's own params.yaml, of all stages and where nothing changed.

    Args:
        workspace: an empty directory.
    """
    workspace.joinpath("params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    for command in (["dvc", "init", "--no-scm", "--quiet"], ["unrolled", "dvc"]):
        subprocess.run(command, cwd=workspace, check=True, stdout=subprocess.DEVNULL)
    for what, goal in (("all stages", GOAL_SECONDS), ("nothing changed", None)):
        started = time.perf_counter()
        subprocess.run(["dvc", "repro", "--quiet"], cwd=workspace, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
        yield Row(f"seconds of dvc repro, {what}", "-", time.perf_counter() - started, goal, lower=True)


def measure(seeds: list[int]) -> list[Row]:
    """Run both sides for each seed, side by side.

    Args:
        seeds: of the runs.
    """
    runs: dict[str, list[Scored]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place)
        workspace.joinpath("params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
        for seed in seeds:
            for side, embedding in SIDES.items():
                runs[side].append(scored(workspace, seed, embedding))
    with tempfile.TemporaryDirectory() as place:
        return [*rows(runs), *repro_seconds(Path(place))]


def rows(runs: dict[str, list[Scored]]) -> list[Row]:
    """Turn runs into the rows of the table.

    Args:
        runs: of each side, by seed.
    """
    each = {side: ", ".join(f"{run.accuracy:.3f}" for run in found) for side, found in runs.items()}
    transferred, scratch = (mean(run.accuracy for run in runs[side]) for side in SIDES)
    majority = f"majority class has {mean(run.majority for run in runs['transferred']):.3f}"
    seconds = max(run.seconds for run in runs["transferred"])
    return [
        Row(f"test accuracy, transferred vectors ({each['transferred']})", majority, transferred, GOAL_ACCURACY),
        Row(
            f"gain over vectors from scratch ({each['from scratch']})", "from scratch", transferred - scratch, GOAL_GAIN
        ),
        Row("seconds of a whole run, the slowest seed", "-", seconds, GOAL_SECONDS, lower=True),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    print_rows(measure(options.seeds), as_json=options.json)


if __name__ == "__main__":
    main()
