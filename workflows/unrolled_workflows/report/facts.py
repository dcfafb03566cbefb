"""What a report is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard, cast

from unrolled.contracts import Monitor

SPLITS = ("test", "validation", "train")
"""The splits in the order in which a reader asks for them."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that the page shows, as plain values; the page is a function of it.

    Args:
        title: of the experiment.
        metrics: split to metric name to value.
        monitor: the metric that the verdict is about, and which way is better.
        baseline: name to what the monitored metric would be without learning (``majority_class``).
        curves: the rows of curves.csv: ``epoch``, ``step``, ``train_<metric>``, ``validation_<metric>``; a value
            that is missing is None or an empty string.
        vectors: what vectors learned before the task are worth: slot to ``similarity`` and ``analogies``, each file to
            score; none where nothing asks for it.
        predictions: what the task predicted for each example of the scored split.
        texts: the source text of each prediction, in the same order.
        params: the experiment, nested.
        lock: plugins.lock.yaml, nested.
        classes: names of the classes; a label in ``predictions`` is one of them or its index.
        tokens: place of a prediction to the tokens of its source, where the source comes in tokens.
        frames: place of a prediction to its input, a list of channels a step; of those that are drawn.
    """

    title: str
    metrics: Mapping[str, Mapping[str, float]]
    monitor: Monitor
    baseline: Mapping[str, float]
    curves: Sequence[Mapping[str, Any]]
    vectors: Mapping[str, Any]
    predictions: Sequence[Mapping[str, Any]]
    texts: Sequence[str]
    params: Mapping[str, Any]
    lock: Mapping[str, Any]
    classes: Sequence[str]
    tokens: Mapping[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])
    frames: Mapping[int, Sequence[Sequence[float]]] = field(default_factory=dict[int, Sequence[Sequence[float]]])

    @property
    def split(self) -> str:
        """The split that the verdict and the predictions speak of."""
        return next((split for split in SPLITS if split in self.metrics), "test")

    def class_name(self, label: int | str) -> str:
        """Return the name of a class.

        Args:
            label: its name, or its index in ``classes``.
        """
        if isinstance(label, int) and 0 <= label < len(self.classes):
            return self.classes[label]
        return str(label)

    def labelled(self) -> list[tuple[str, str]]:
        """Return (label, predicted) of each prediction that carries one class of each."""
        return [
            (self.class_name(row["label"]), self.class_name(row["predicted"]))
            for row in self.predictions
            if isinstance(row.get("label"), (int, str)) and isinstance(row.get("predicted"), (int, str))
        ]

    def tagged(self) -> list[tuple[list[str], list[str]] | None]:
        """Return target and predicted tags of each prediction, None for one that carries none."""
        pairs = [(row.get("target"), row.get("predicted")) for row in self.predictions]
        return [(target, guess) if _names(target) and _names(guess) else None for target, guess in pairs]


def _names(value: Any) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list) and all(isinstance(name, str) for name in cast("list[object]", value)) and value != []
    )
