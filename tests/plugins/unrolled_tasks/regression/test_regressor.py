"""A number for a whole sequence."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Batch, Input, Schema, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled.testing import laws
from unrolled_cells import LSTMConfig, lstm
from unrolled_tasks import RegressionConfig, regression
from unrolled_tasks.scores import r2

FIELDS = {"series": "frames", "sum": "number"}
VARIANTS = [RegressionConfig(), RegressionConfig(loss="huber", delta=0.5, pooling="last")]
NUMBERS = st.integers(-1000, 1000).map(float)


@pytest.mark.parametrize(
    "law", [pytest.param(law, id=f"{c.loss}-{name}") for c in VARIANTS for name, law in laws(regression, c)]
)
def test_the_law_holds(law):
    law()


def regressor(**options):
    seed_everything(1)
    encoder = build_encoder(lambda width: lstm.build(LSTMConfig(hidden_size=16), input_size=width), 1, UnrollConfig())
    inputs = {"input": Input("series", "frames", None, None, 1), "target": Input("sum", "number", None, None, 0)}
    return regression.build(
        RegressionConfig(**options), encoder=encoder, inputs=inputs, schema=Schema(FIELDS, {}, {"train": 1})
    )


def series(count, seed):
    """Return series of two to six numbers, and their sums."""
    random = np.random.default_rng(seed)
    drawn = [random.uniform(-1, 1, (random.integers(2, 7), 1)).astype(np.float32) for _ in range(count)]
    return [{"series": x_T1, "sum": float(x_T1.sum())} for x_T1 in drawn]


def test_sums_of_series_are_learned(learn):
    task = regressor(pooling="last")
    fitted = learn(task, FIELDS, series(200, 1), series(50, 2), epochs=10)
    assert fitted.curves[fitted.best_epoch - 1]["validation_r2"] > 0.95


def test_a_row_says_target_prediction_and_loss_and_without_a_target_the_prediction_alone():
    task, x = regressor(), Sequences(torch.randn(1, 3, 1), torch.tensor([3]))
    (row,) = task.eval().predict(Batch({"series": x, "sum": torch.tensor([2.5])}, torch.arange(1)))
    assert row["target"] == 2.5
    assert row["loss"] == pytest.approx((2.5 - row["predicted"]) ** 2, rel=1e-5)
    (new,) = task.predict(Batch({"series": x}, torch.arange(1)))
    assert new == {"predicted": row["predicted"]}


def test_the_huber_loss_is_squared_up_to_delta_and_straight_beyond():
    task = regressor(loss="huber", delta=2.0).eval()
    x = Sequences(torch.zeros(3, 1, 1), torch.ones(3, dtype=torch.int64))
    middle = task.predict(Batch({"series": x}, torch.arange(3)))[0]["predicted"]
    targets_B = torch.tensor([middle + 1, middle + 2, middle + 5])
    losses = [row["loss"] for row in task.predict(Batch({"series": x, "sum": targets_B}, torch.arange(3)))]
    assert losses == pytest.approx([0.5, 2.0, 2 * (5 - 1)], rel=1e-4)


def test_scores_are_loss_squared_and_absolute_errors_and_r2():
    rows = [{"target": t, "predicted": p, "loss": 0.5} for t, p in [(1.0, 2.0), (3.0, 3.0), (5.0, 2.0)]]
    assert regressor().score(rows) == {
        "loss": 0.5,
        "mse": pytest.approx(10 / 3),
        "rmse": pytest.approx((10 / 3) ** 0.5),
        "mae": pytest.approx(4 / 3),
        "r2": pytest.approx(1 - 10 / 8),
    }


@given(targets=st.lists(NUMBERS, min_size=2, unique=True))
def test_r2_is_1_where_all_are_met_and_0_for_the_mean(targets):
    middle = sum(targets) / len(targets)
    assert r2([(target, target) for target in targets]) == 1
    assert r2([(target, middle) for target in targets]) == pytest.approx(0, abs=1e-6)


def test_r2_of_targets_that_are_all_alike_is_1_or_0():
    assert r2([(0.1, 0.1)] * 3) == 1
    assert r2([(0.1, 0.2)] * 3) == 0
