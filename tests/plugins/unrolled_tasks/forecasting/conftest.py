"""Small forecasters over the real unroll engine, and batches for them."""

from __future__ import annotations

import pytest
import torch

from unrolled.contracts import Batch, Input, Schema, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, gru
from unrolled_tasks import ForecastingConfig, forecasting


def unrolled(size, **unroll):
    return build_encoder(
        lambda width: gru.build(GRUConfig(hidden_size=16), input_size=width), size, UnrollConfig(**unroll)
    )


@pytest.fixture(scope="session")
def forecaster():
    """Return a builder of forecasters; ``known`` columns stand behind the values in the input."""

    def build(channels=1, *, known=0, frame_steps=1, names=(), unroll=None, **options):
        seed_everything(1)
        inputs = {
            "input": Input("input", "frames", None, None, (channels + known) * frame_steps),
            "target": Input("target", "frames", None, None, channels),
        }
        if known:
            inputs["covariates"] = Input("covariates", "frames", None, None, known)
        if names:
            inputs["series"] = Input("series", "label", None, None, 0)
        schema = Schema({name: field.kind for name, field in inputs.items()}, {"series": names}, {"train": 1})
        config = ForecastingConfig(frame_steps=frame_steps, **options)
        encoder = unrolled(inputs["input"].size, **(unroll or {}))
        return forecasting.build(config, encoder=encoder, inputs=inputs, schema=schema, decoder=unrolled).eval()

    return build


@pytest.fixture(scope="session")
def batch_of():
    """Return a builder of batches from tensors of shape (B, T, I), all of full length, and of labels."""

    def build(**fields):
        sequences = {
            name: Sequences(values, torch.full((len(values),), values.shape[1])) if values.dim() == 3 else values
            for name, values in fields.items()
        }
        return Batch(sequences, torch.arange(len(fields["input"])))

    return build
