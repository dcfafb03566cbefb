"""One class for a whole sequence.

Shapes: B batch, T time, H encoder output, C classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoded, Encoder, Input, Monitor, Schema, Sequences
from unrolled_tasks import ClassificationConfig
from unrolled_tasks.scores import accuracy, macro_f1, mean


class Classification(SequenceTask):
    """Pools what the encoder gives over time and puts one linear layer on it.

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
        super().__init__()
        self.input_name, self.target_name = inputs["input"].name, inputs["target"].name
        self.classes = schema.classes[self.target_name]
        self.pooling = config.pooling
        self.embedding = inputs["input"].embedding or nn.Identity()
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        self.output = nn.Linear(encoder.output_size, len(self.classes))

    def logits(self, batch: Batch) -> Tensor:
        """Return logits_BC.

        Args:
            batch: that holds the input field.
        """
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        encoded = self.encoder(self.embedding(field.values), field.lengths_B)
        return self.output(self.dropout(pooled(encoded, field.lengths_B, self.pooling)))

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross-entropy of a batch, in nats.

        Args:
            batch: examples of the training split.
        """
        return cross_entropy(self.logits(batch), self._targets(batch))

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the predicted class and the probability of each; label and loss where the batch is labelled.

        Args:
            batch: examples of any split, or new ones without a label.
        """
        logits_BC = self.logits(batch)
        rows = [
            {"predicted": self.classes[best], "probabilities": probabilities}
            for best, probabilities in zip(
                logits_BC.argmax(1).tolist(), logits_BC.double().softmax(1).tolist(), strict=True
            )
        ]
        if self.target_name in batch.fields:
            targets_B = self._targets(batch)
            losses = cross_entropy(logits_BC, targets_B, reduction="none").tolist()
            for row, target, loss in zip(rows, targets_B.tolist(), losses, strict=True):
                row.update(label=self.classes[target], loss=loss)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return mean loss, accuracy and the mean F1 of the classes.

        Args:
            rows: of ``predict``, labelled.
        """
        pairs = [(row["label"], row["predicted"]) for row in rows]
        return {"loss": mean([row["loss"] for row in rows]), "accuracy": accuracy(pairs), "macro_f1": macro_f1(pairs)}

    def _targets(self, batch: Batch) -> Tensor:
        targets_B = batch.fields[self.target_name]
        assert isinstance(targets_B, Tensor)
        return targets_B


def pooled(encoded: Encoded, lengths_B: Tensor, pooling: str) -> Tensor:
    """Return one vector a sequence; what lies past its length has no part in it.

    Args:
        encoded: outputs of an encoder.
        lengths_B: of the sequences, on the CPU.
        pooling: max, mean or last.

    Returns:
        Vectors of shape (B, H).
    """
    if pooling == "last":
        return encoded.last_BH
    y_BTH = encoded.y_BTH
    lengths_B1 = lengths_B.to(y_BTH.device)[:, None]
    if pooling == "mean":
        return y_BTH.sum(1) / lengths_B1  # zero past each length
    past_BT = torch.arange(y_BTH.shape[1], device=y_BTH.device) >= lengths_B1
    return y_BTH.masked_fill(past_BT[..., None], -torch.inf).amax(1)
