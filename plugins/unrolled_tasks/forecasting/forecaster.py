"""The task ``forecasting``: a loss a value to come, and forecasts with their errors.

Shapes: B batch, P horizon, J channels of the target, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoder, Input, Monitor, Schema
from unrolled_tasks.forecasting import ForecastingConfig
from unrolled_tasks.forecasting.checks import check_frames
from unrolled_tasks.forecasting.figures import masked_mean, quantile_losses
from unrolled_tasks.forecasting.network import Forecast, ForecastNetwork
from unrolled_tasks.forecasting.rows import Outcome, cut, rows_of, scores
from unrolled_tasks.forecasting.windows import Past, sequences, valid, within


class Forecasting(SequenceTask):
    """Forecasts on the scale of each window, and judges on the scale of the data.

    Args:
        config: horizon, decoding, normalisation, loss.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field, and ``covariates`` and ``series`` where the data has them.
        schema: with the names of the series.
        decoder: makes a decoder for an input width; None where the forecast is direct.

    Raises:
        ConfigError: the frames of the input do not hold the channels of the target.
    """

    monitor = Monitor("loss", "min")
    learned: Tensor
    """Steps of the longest target that it was trained on."""

    def __init__(
        self,
        config: ForecastingConfig,
        encoder: Encoder,
        inputs: Mapping[str, Input],
        schema: Schema,
        decoder: Callable[[int], Encoder] | None,
    ) -> None:
        super().__init__()
        check_frames(config.frame_steps, inputs)
        self.config = config
        self.target_name = inputs["target"].name
        self.network = ForecastNetwork(config, encoder, inputs, schema, decoder)
        self.register_buffer("learned", torch.zeros((), dtype=torch.int64))

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a value to forecast, on the scale of its window.

        Args:
            batch: examples of the training split.
        """
        losses_BPJ, valid_BP1 = self._losses(batch, self.network(batch))
        if self.training:
            self.learned.clamp_(min=int(sequences(batch, self.target_name).lengths_B.max()))
        return torch.where(valid_BP1, losses_BPJ, 0.0).sum() / (valid_BP1.sum() * losses_BPJ.shape[2])

    def weight(self, batch: Batch) -> float:
        """Return the number of steps that are to be forecast.

        Args:
            batch: examples of the training split.
        """
        return float(sequences(batch, self.target_name).lengths_B.sum())

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return each forecast; its target, its loss and its errors where the batch has targets.

        Args:
            batch: examples of any split, or new ones without a target, of which as many steps are forecast as some
                target of the training split had, one after the other (``decoding: recursive``) all, and none beyond
                their covariates.

        Raises:
            DataError: a field is longer than the horizon.
        """
        forecast = self.network(batch)
        said_BPJQ = forecast.scale.restored(forecast.values_BPJQ).double().cpu()
        if self.target_name not in batch.fields:
            rows = rows_of(said_BPJQ[:, : self._reach], self.config.quantiles)
            known_B = self.network.known_steps(batch)
            return rows if known_B is None else cut(rows, known_B.tolist())
        target = sequences(batch, self.target_name)
        outcome = Outcome(
            target_BPJ=within(target, self.config.horizon, self.target_name).double().cpu(),
            lengths_B=target.lengths_B,
            loss_B=masked_mean(*self._losses(batch, forecast)).cpu(),
            past=Past(forecast.past.x_BTJ.double().cpu(), forecast.past.lengths_B.cpu()),
            season=self.config.season,
        )
        return rows_of(said_BPJQ, self.config.quantiles, outcome)

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return loss, MSE, MAE, sMAPE and MASE, those of the seasonal naive forecast, and those of the quantiles.

        Args:
            rows: of ``predict``, with targets.
        """
        return scores(rows)

    @property
    def _reach(self) -> int:
        """Steps that it has learned to say: a layer's outputs that no target reached are noise."""
        learned = int(self.learned)
        return self.config.horizon if self.config.decoding == "recursive" or not learned else learned

    def _losses(self, batch: Batch, forecast: Forecast) -> tuple[Tensor, Tensor]:
        """Return losses_BPJ, and valid_BP1, true where there is a target."""
        target = sequences(batch, self.target_name)
        target_BPJ = forecast.scale.normalised(within(target, self.config.horizon, self.target_name))
        valid_BP1 = valid(target_BPJ.shape[1], target.lengths_B.to(target_BPJ.device))
        if self.config.quantiles:
            return quantile_losses(forecast.values_BPJQ, target_BPJ, self.config.quantiles), valid_BP1
        gap_BPJ = forecast.values_BPJQ[..., 0] - target_BPJ
        return gap_BPJ.square() if self.config.loss == "mse" else gap_BPJ.abs(), valid_BP1
