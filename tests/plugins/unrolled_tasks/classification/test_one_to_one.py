"""One input, one output: a vector and its class, with a network that has no recurrence."""

import numpy as np
import pytest
import torch

from unrolled.contracts import Batch, Input, Schema, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells.baselines import MLPConfig, mlp
from unrolled_tasks import ClassificationConfig, classification

FIELDS = {"point": "frames", "side": "label"}


def points(count, seed):
    """Return points of the plane, and whether they lie inside the unit circle."""
    points_N2 = np.random.default_rng(seed).uniform(-1.4, 1.4, (count, 2)).astype(np.float32)
    inside_N = np.square(points_N2).sum(1) < 1
    return [{"point": point[None], "side": int(side)} for point, side in zip(points_N2, inside_N, strict=True)]


@pytest.mark.system("K01")
def test_a_single_vector_is_classified_without_recurrence(learn):
    seed_everything(1)
    encoder = build_encoder(
        lambda width: mlp.build(MLPConfig(hidden_size=16, max_length=1), input_size=width), 2, UnrollConfig()
    )
    inputs = {"input": Input("point", "frames", None, None, 2), "target": Input("side", "label", None, None, 0)}
    schema = Schema(FIELDS, {"side": ("inside", "outside")}, {"train": 400})
    task = classification.build(ClassificationConfig(), encoder=encoder, inputs=inputs, schema=schema)
    fitted = learn(task, FIELDS, points(400, 1), points(200, 2), epochs=12, batch_size=20)
    assert fitted.curves[fitted.best_epoch - 1]["validation_accuracy"] >= 0.93
    batch = Batch({"point": Sequences(torch.zeros(3, 1, 2), torch.ones(3, dtype=torch.int64))}, torch.arange(3))
    assert task.outputs(batch).shape == (3, 2)
