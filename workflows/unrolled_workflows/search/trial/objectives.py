"""What a trial is judged by: metrics of the validation split at its best epoch, its size, its latency."""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from unrolled.errors import ConfigError, DivergedError, Problem, nearest
from unrolled.search import Goal, Objective
from unrolled_workflows.execute import Setting

_PASSES = 5


class UnknownMetricError(ConfigError):
    """The task has no such metric: no trial of the search can be judged."""


def measure(objectives: Sequence[Objective], setting: Setting, out: Path) -> list[tuple[str, Goal, float]]:
    """Return name, direction and value of every objective; the test split is never looked at.

    Args:
        objectives: of the search; none stands for the metric that picks the task's best epoch.
        setting: of the training.
        out: what it wrote.

    Raises:
        UnknownMetricError: the task has no such metric.
        DivergedError: a value is not finite.
    """
    facts = json.loads((out / "facts.json").read_text(encoding="utf-8"))
    monitor = facts["monitor"]
    goal: Goal = "maximize" if monitor["mode"] == "max" else "minimize"
    asked: list[tuple[str, Goal]] = [(objective.metric, objective.direction) for objective in objectives]
    asked = asked or [(monitor["metric"], goal)]
    row = _rows(out / "curves.csv")[facts["best_epoch"] - 1]
    found: list[tuple[str, Goal, float]] = []
    for metric, direction in asked:
        match metric:
            case "parameters":
                value = float(facts["parameters"])
            case "latency":
                value = latency(setting, out)
            case _:
                value = _metric(metric, row)
        found.append((metric, direction, value))
    return found


def latency(setting: Setting, out: Path) -> float:
    """Return the milliseconds that a sequence of the validation split takes, batched as in training.

    Args:
        setting: of the training.
        out: what it wrote.
    """
    from unrolled.runtime.prediction import predict_split
    from unrolled_workflows.stages.model import open_split, trained_task

    experiment, tokens = setting.params.experiment, setting.workspace.output("tokens")
    task = trained_task(experiment, tokens, out).to(experiment.train.device)
    split = open_split(experiment, tokens, "validation")
    seconds: list[float] = []
    for _ in range(_PASSES):
        began = time.perf_counter()
        predict_split(task, split, experiment.train.batch_size)
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds) / split.size


def _metric(metric: str, row: dict[str, Any]) -> float:
    known = [name.removeprefix("validation_") for name in row if name.startswith("validation_")]
    if metric not in known:
        what = f"search.objectives: the task has no metric '{metric}'"
        raise UnknownMetricError(
            Problem(what, where="params.yaml", nearest=nearest(metric, known), command="docs/search.md")
        )
    value = float(row[f"validation_{metric}"])
    if not math.isfinite(value):
        raise DivergedError(Problem(f"the validation {metric} is {value}", where="train"))
    return value


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
