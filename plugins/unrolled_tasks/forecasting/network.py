"""From a batch to what follows each past: normalised, encoded, decoded.

Shapes: B batch, T past, P horizon, I input, J channels of the target, K known beforehand, E identity, Q quantiles,
F = J x Q values a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from unrolled.contracts import Batch, Encoder, Input, Schema
from unrolled_tasks.forecasting import ForecastingConfig
from unrolled_tasks.forecasting.continuing import Continuation
from unrolled_tasks.forecasting.decoding import Direct, Recursive, Start
from unrolled_tasks.forecasting.normalising import WindowScale
from unrolled_tasks.forecasting.segments import Parallel
from unrolled_tasks.forecasting.windows import Past, sequences, within


class Forecast(NamedTuple):
    """What is said of a batch.

    Args:
        past: of the target's channels, as the data has it.
        scale: of the windows.
        values_BPJQ: normalised; ascending where there are several.
    """

    past: Past
    scale: WindowScale
    values_BPJQ: Tensor


class ForecastNetwork(nn.Module):
    """Normalises each past by itself, encodes it, and decodes the horizon.

    Args:
        config: horizon, decoding, normalisation.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field, and ``covariates`` and ``series`` where the data has them.
        schema: with the names of the series.
        decoder: makes a decoder for an input width; None where the forecast is direct.
    """

    def __init__(
        self,
        config: ForecastingConfig,
        encoder: Encoder,
        inputs: Mapping[str, Input],
        schema: Schema,
        decoder: Callable[[int], Encoder] | None,
    ) -> None:
        super().__init__()
        self.config = config
        self.names = {role: field.name for role, field in inputs.items()}
        self.channels = inputs["target"].size
        self.known = inputs["covariates"].size if "covariates" in inputs else 0
        self.encoder = encoder
        self.head = self._head(decoder, inputs["input"].size)
        series = schema.classes[inputs["series"].name] if "series" in inputs else ()
        self.identity = nn.Embedding(len(series), self.head.identity_size) if series else None

    def _head(self, decoder: Callable[[int], Encoder] | None, input_size: int) -> Direct | Recursive | Parallel:
        config, size, known = self.config, self.encoder.output_size, self.known
        values, dropout = self.channels * max(len(config.quantiles), 1), config.dropout
        if config.decoding == "direct":
            return Direct(size, config.horizon, values, known, dropout)
        assert decoder is not None
        continuation = partial(Continuation, decoder, self.encoder, input_size)
        if config.decoding == "recursive":
            return Recursive(continuation, self.channels, values, known, dropout)
        return Parallel(
            continuation,
            size=size,
            horizon=config.horizon,
            segment=config.segment,
            values=values,
            known=known,
            dropout=dropout,
        )

    def forward(self, batch: Batch) -> Forecast:
        """Return what follows each past.

        Args:
            batch: that holds the input field.
        """
        frames = sequences(batch, self.names["input"])
        past = Past.of(frames, self.config.frame_steps, self.channels)
        scale = WindowScale.of(past, self.config.normalise, season=self.config.season, horizon=self.config.horizon)
        x_BTI = frames.values.reshape(batch.size, past.x_BTJ.shape[1], -1)
        x_BTI = torch.cat([scale.past_BTJ, x_BTI[..., self.channels :]], 2)
        encoded = self.encoder(x_BTI.reshape(frames.values.shape), frames.lengths_B)
        last_BJ = Past(scale.past_BTJ, past.lengths_B).last[:, 0]
        values_BPF = self.head(Start(encoded, last_BJ, self._known(batch, last_BJ), self._identity(batch, last_BJ)))
        return Forecast(past, scale, values_BPF.unflatten(2, (self.channels, -1)).sort(3).values)

    def known_steps(self, batch: Batch) -> Tensor | None:
        """Return of how many steps to come something is known, steps_B; None where nothing has to be.

        Args:
            batch: that holds the input field.
        """
        name = self.names.get("covariates")
        return sequences(batch, name).lengths_B if name is not None and name in batch.fields else None

    def _known(self, batch: Batch, like_BJ: Tensor) -> Tensor:
        """Return known_BPK; zeros where an example does not say."""
        name = self.names.get("covariates")
        if name is None or name not in batch.fields:
            return like_BJ.new_zeros(batch.size, self.config.horizon, self.known)
        return within(sequences(batch, name), self.config.horizon, name)

    def _identity(self, batch: Batch, like_BJ: Tensor) -> Tensor:
        """Return identity_BE; zeros where an example does not say."""
        name = self.names.get("series")
        if self.identity is None or name is None or name not in batch.fields:
            return like_BJ.new_zeros(batch.size, self.head.identity_size)
        return self.identity(batch.fields[name])
