"""Stage evaluate: predictions and scores of the trained task on validation and test."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

from unrolled.durable import write_json
from unrolled.errors import DivergedError, Problem, listing
from unrolled.params import Experiment
from unrolled.runtime.prediction import predict_split, scored
from unrolled.runtime.trainer import check_device
from unrolled_workflows.stages.artifacts import write_rows
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.model import open_split, trained_task

SCORED = ("validation", "test")


def build(context: Context) -> None:
    """Predict every example of validation and test, and score both splits.

    Args:
        context: of the stage.

    Raises:
        DivergedError: a score is not finite.
    """
    experiment, tokens = context.experiment, context.inputs["tokens"]
    check_device(experiment.train)
    task = trained_task(experiment, tokens, context.inputs["train"]).to(experiment.train.device)
    metrics: dict[str, dict[str, float]] = {}
    for split in SCORED:
        rows = predict_split(task, open_split(experiment, tokens, split), experiment.train.batch_size)
        metrics[split] = _finite(scored(task, rows), split)
        write_rows(context.out / f"{split}.jsonl", rows)
    baseline = _majority(experiment, tokens)
    write_json(context.out / "metrics.json", metrics | ({"majority_class": baseline} if baseline else {}))


def _finite(scores: dict[str, float], split: str) -> dict[str, float]:
    wrong = [name for name, value in scores.items() if not math.isfinite(value)]
    if wrong:
        raise DivergedError(Problem(f"the {listing(wrong)} of split '{split}' is not finite", where="evaluate"))
    return scores


def _majority(experiment: Experiment, tokens: Path) -> dict[str, float]:
    """Return the accuracy of always naming the training split's most frequent class, where there are classes."""
    target = experiment.roles.get("target")
    if target is None or experiment.fields[target] != "label":
        return {}
    train = open_split(experiment, tokens, "train").scalars(target)
    most = Counter(train.tolist()).most_common(1)[0][0]
    return {split: float((open_split(experiment, tokens, split).scalars(target) == most).mean()) for split in SCORED}
