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

import unrolled
from table import Row, print_rows

ROOT = Path(__file__).parents[1]
SIDES = {"transferred": "skip-gram", "from scratch": "learned"}
GOAL_ACCURACY, GOAL_GAIN, GOAL_SECONDS = 0.78, 0.015, 360.0


def accuracy(workspace: Path, seed: int, embedding: str) -> tuple[float, float]:
    """Return test accuracy and wall time of one run of the project's own params.yaml.

    Args:
        workspace: to run in.
        seed: of everything.
        embedding: name of the component.

    Returns:
        Accuracy in [0, 1], and seconds.
    """
    started = time.perf_counter()
    run = unrolled.run(workspace / "params.yaml", {"seed": seed, "embedding.name": embedding})
    return run.metrics["test"]["accuracy"], time.perf_counter() - started


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
    scores: dict[str, list[float]] = {side: [] for side in SIDES}
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place)
        workspace.joinpath("params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
        for seed in seeds:
            for side, embedding in SIDES.items():
                score, wall = accuracy(workspace, seed, embedding)
                scores[side].append(score)
                if side == "transferred":
                    seconds.append(wall)
    with tempfile.TemporaryDirectory() as place:
        return [*rows(scores, seconds), *repro_seconds(Path(place))]


def rows(scores: dict[str, list[float]], seconds: list[float]) -> list[Row]:
    """Turn scores into the rows of the table.

    Args:
        scores: side to accuracies by seed.
        seconds: wall times of the transferred runs.
    """
    each = {side: ", ".join(f"{score:.3f}" for score in found) for side, found in scores.items()}
    transferred, scratch = mean(scores["transferred"]), mean(scores["from scratch"])
    return [
        Row(
            f"test accuracy, transferred vectors ({each['transferred']})", "majority class", transferred, GOAL_ACCURACY
        ),
        Row(
            f"gain over vectors from scratch ({each['from scratch']})", "from scratch", transferred - scratch, GOAL_GAIN
        ),
        Row("seconds of a whole run, the slowest seed", "-", max(seconds), GOAL_SECONDS, lower=True),
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
