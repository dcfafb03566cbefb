from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from unrolled.contracts import Monitor
from unrolled_workflows.report import ReportFacts

FACTS = ReportFacts(
    title="A run",
    metrics={"test": {"accuracy": 0.75, "loss": 0.6}, "validation": {"accuracy": 0.8, "loss": 0.5}},
    monitor=Monitor("accuracy", "max"),
    baseline={"majority_class": 0.5},
    curves=[
        {"epoch": 1, "step": 10, "train_loss": 0.7, "validation_loss": 0.6, "validation_accuracy": 0.7},
        {"epoch": 2, "step": 20, "train_loss": 0.5, "validation_loss": 0.5, "validation_accuracy": 0.8},
        {"epoch": 3, "step": 30, "train_loss": 0.4, "validation_loss": 0.55, "validation_accuracy": 0.8},
    ],
    vectors={},
    predictions=[
        {"label": 0, "predicted": 0, "probabilities": [0.9, 0.1], "loss": 0.105},
        {"label": 1, "predicted": 0, "probabilities": [0.8, 0.2], "loss": 1.609},
        {"label": 0, "predicted": 0, "probabilities": [0.6, 0.4], "loss": 0.511},
        {"label": 1, "predicted": 1, "probabilities": [0.3, 0.7], "loss": 0.357},
    ],
    texts=["dull", "good, not bad", "so so", "fine"],
    params={"cell": {"name": "lstm", "hidden_size": 8}, "plugins": [], "seed": 1},
    lock={
        "cell": {"component": "unrolled/lstm", "version": "0.1.0", "schema": "a" * 64, "content": "b" * 64},
        "environment": {"python": "3.11"},
        "host": {"train": "c" * 64},
    },
    classes=("negative", "positive"),
)


@pytest.fixture
def facts():
    """Return a maker of facts: those of a small run, with some of them replaced."""

    def make(**changes: Any) -> ReportFacts:
        return replace(FACTS, **changes)

    return make
