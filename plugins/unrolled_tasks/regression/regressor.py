"""A number for a whole sequence.

Shapes: B batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.nn.functional import huber_loss, mse_loss

from unrolled.contracts import Batch, Encoder, Input, Monitor
from unrolled_tasks.pooling import PooledTask
from unrolled_tasks.regression import RegressionConfig
from unrolled_tasks.scores import mean, r2


class Regression(PooledTask):
    """One linear unit on one vector a sequence.

    Args:
        config: pooling, dropout and loss.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field.
    """

    monitor = Monitor("loss", "min")

    def __init__(self, config: RegressionConfig, encoder: Encoder, inputs: Mapping[str, Input]) -> None:
        super().__init__(config, encoder, inputs, 1)
        self.config = config

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a batch, in the unit of the target, squared.

        Args:
            batch: examples of the training split.
        """
        return self._losses(self.outputs(batch)[:, 0], self.targets(batch)).mean()

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the predicted number; target and loss where the batch has targets.

        Args:
            batch: examples of any split, or new ones without a target.
        """
        predicted_B = self.outputs(batch)[:, 0]
        rows = [{"predicted": predicted} for predicted in predicted_B.tolist()]
        if self.target_name in batch.fields:
            targets_B = self.targets(batch)
            losses_B = self._losses(predicted_B, targets_B)
            for row, target, loss in zip(rows, targets_B.tolist(), losses_B.tolist(), strict=True):
                row.update(target=target, loss=loss)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return mean loss, mean squared and absolute error, the root of the former, and R2.

        Args:
            rows: of ``predict``, with targets.
        """
        pairs = [(row["target"], row["predicted"]) for row in rows]
        mse = mean([(target - predicted) ** 2 for target, predicted in pairs])
        mae = mean([abs(target - predicted) for target, predicted in pairs])
        loss = mean([row["loss"] for row in rows])
        return {"loss": loss, "mse": mse, "rmse": math.sqrt(mse), "mae": mae, "r2": r2(pairs)}

    def _losses(self, predicted_B: Tensor, targets_B: Tensor) -> Tensor:
        if self.config.loss == "mse":
            return mse_loss(predicted_B, targets_B, reduction="none")
        return huber_loss(predicted_B, targets_B, reduction="none", delta=self.config.delta)
