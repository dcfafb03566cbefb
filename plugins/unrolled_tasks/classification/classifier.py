"""One class for a whole sequence.

Shapes: B batch, C classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.nn.functional import cross_entropy

from unrolled.contracts import Batch, Encoder, Input, Monitor, Schema
from unrolled_tasks.classification import ClassificationConfig
from unrolled_tasks.classification.calibration import calibration_error
from unrolled_tasks.pooling import PooledTask
from unrolled_tasks.scores import accuracy, macro_f1, mean


class Classification(PooledTask):
    """A logit a class, from one vector a sequence.

    Args:
        config: pooling and dropout.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field.
        schema: with the classes of the target.
    """

    monitor = Monitor("accuracy", "max")

    def __init__(
        self, config: ClassificationConfig, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
    ) -> None:
        classes = schema.classes[inputs["target"].name]
        super().__init__(config, encoder, inputs, len(classes))
        self.classes = classes

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross-entropy of a batch, in nats.

        Args:
            batch: examples of the training split.
        """
        return cross_entropy(self.outputs(batch), self.targets(batch))

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the predicted class and the probability of each; label and loss where the batch is labelled.

        Args:
            batch: examples of any split, or new ones without a label.
        """
        logits_BC = self.outputs(batch)
        rows = [
            {"predicted": self.classes[best], "probabilities": probabilities}
            for best, probabilities in zip(
                logits_BC.argmax(1).tolist(), logits_BC.double().softmax(1).tolist(), strict=True
            )
        ]
        if self.target_name in batch.fields:
            targets_B = self.targets(batch)
            losses = cross_entropy(logits_BC, targets_B, reduction="none").tolist()
            for row, target, loss in zip(rows, targets_B.tolist(), losses, strict=True):
                row.update(label=self.classes[target], loss=loss)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return mean loss, accuracy, the mean F1 of the classes, and how far confidence is from accuracy.

        Args:
            rows: of ``predict``, labelled.
        """
        pairs = [(row["label"], row["predicted"]) for row in rows]
        sure = [(max(row["probabilities"]), row["label"] == row["predicted"]) for row in rows]
        return {
            "loss": mean([row["loss"] for row in rows]),
            "accuracy": accuracy(pairs),
            "macro_f1": macro_f1(pairs),
            "calibration_error": calibration_error(sure),
        }
