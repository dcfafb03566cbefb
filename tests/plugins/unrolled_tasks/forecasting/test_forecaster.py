"""Rows, scores and learning of forecasters."""

import math

import numpy as np
import pytest
import torch

FIELDS = {"input": "frames", "target": "frames"}


def waves(count, seed):
    """Return pieces of sine waves of period 8, of random phase and level: twelve steps, and the four that follow."""
    random = np.random.default_rng(seed)
    steps_T = np.arange(16)
    drawn = [np.sin(2 * np.pi * (steps_T / 8 + random.random())) + 5 * random.standard_normal() for _ in range(count)]
    return [{"input": x_T[:12, None], "target": x_T[12:, None]} for x_T in np.array(drawn, np.float32)]


@pytest.mark.parametrize(
    "options",
    [{"decoding": "recursive"}, {"decoding": "parallel", "segment": 2, "normalise": "last", "loss": "mae"}],
    ids=["recursive", "parallel"],
)
def test_waves_at_any_level_are_learned(forecaster, learn, options):
    task = forecaster(horizon=4, season=4, **options)
    fitted = learn(task, FIELDS, waves(120, 1), waves(20, 2), epochs=5)
    scores = fitted.curves[fitted.best_epoch - 1]
    assert scores["validation_mase"] < 0.15
    assert scores["validation_seasonal_naive_mase"] > 0.9


def test_quantiles_cover_as_much_as_they_say(forecaster, learn):
    random = np.random.default_rng(1)
    noise = [{"input": x[:4], "target": x[4:]} for x in random.standard_normal((500, 6, 1)).astype(np.float32)]
    task = forecaster(horizon=2, quantiles=(0.1, 0.5, 0.9), normalise="none")
    fitted = learn(task, FIELDS, noise[:300], noise[300:], epochs=3)
    assert fitted.curves[-1]["validation_coverage"] == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize(
    ("quantiles", "named"), [((), set()), ((0.3,), {"pinball"}), ((0.1, 0.5, 0.9), {"pinball", "coverage"})]
)
def test_one_quantile_has_a_pinball_loss_and_covers_nothing(forecaster, batch_of, quantiles, named):
    task = forecaster(horizon=2, normalise="none", quantiles=quantiles)
    (row,) = task.predict(batch_of(input=torch.randn(1, 5, 1), target=torch.randn(1, 2, 1)))
    assert {"pinball", "coverage"} & row["errors"].keys() == named


@pytest.mark.parametrize(("decoding", "steps"), [("direct", 2), ("parallel", 2), ("recursive", 4)])
def test_new_examples_are_forecast_as_far_as_a_target_reached(forecaster, learn, batch_of, decoding, steps):
    task = forecaster(horizon=4, decoding=decoding)
    short = [{**each, "target": each["target"][:2]} for each in waves(40, 1)]
    learn(task, FIELDS, short, short[:8], epochs=1)
    (row,) = task.eval().predict(batch_of(input=torch.randn(1, 12, 1)))
    assert len(row["predicted"]) == steps
    assert "learned" in task.state_dict()


@pytest.mark.parametrize("steps", [1, 3])
def test_nothing_is_forecast_beyond_what_is_known_of_it(forecaster, batch_of, steps):
    task = forecaster(horizon=3, known=1, quantiles=(0.1, 0.5, 0.9))
    (row,) = task.predict(batch_of(input=torch.randn(1, 5, 2), covariates=torch.randn(1, steps, 1)))
    assert [len(row["predicted"]), *map(len, row["quantiles"].values())] == [steps] * 4


def test_a_row_says_forecast_target_loss_and_errors_and_new_ones_the_forecast_alone(forecaster, batch_of):
    task, x_BTI, y_BPJ = forecaster(horizon=3, normalise="none"), torch.randn(1, 5, 1), torch.randn(1, 2, 1)
    (row,) = task.predict(batch_of(input=x_BTI, target=y_BPJ))
    assert row.keys() == {"predicted", "target", "loss", "errors"}
    assert len(row["predicted"]) == len(row["target"]) == 2
    assert row["loss"] == pytest.approx(row["errors"]["mse"])
    gaps = [abs(a - b) for a, b in zip(row["predicted"], row["target"], strict=True)]
    assert row["errors"]["mae"] == pytest.approx(sum(gaps) / 2, abs=1e-5)
    assert row["errors"]["seasonal_naive_mae"] == pytest.approx((y_BPJ[0] - x_BTI[0, -1]).abs().mean().item(), abs=1e-6)
    (new,) = task.predict(batch_of(input=x_BTI))
    assert new.keys() == {"predicted"}
    assert len(new["predicted"]) == 3


def test_values_of_rows_have_six_digits(forecaster, batch_of):
    task = forecaster(horizon=1, normalise="none")
    values = torch.tensor([[[123456789.0], [-0.00123456789], [0.0], [2 / 3]]]).transpose(1, 0)
    rows = task.predict(batch_of(input=torch.randn(4, 2, 1), target=values))
    assert [row["target"][0] for row in rows] == [123457000.0, -0.00123457, 0.0, 0.666667]


def test_scores_weigh_the_loss_by_steps_and_leave_out_what_a_window_has_not(forecaster):
    rows = [
        {"target": [1.0], "loss": 4.0, "errors": {"mae": 1.0, "mase": 3.0}},
        {"target": [1.0, 2.0, 3.0], "loss": 0.0, "errors": {"mae": 2.0}},
    ]
    assert forecaster().score(rows) == {"loss": 1.0, "mae": 1.5, "mase": 3.0}


def test_the_loss_is_on_the_scale_of_the_window_and_errors_on_that_of_the_data(forecaster, batch_of):
    task = forecaster(horizon=2, normalise="standard")
    x_BTI, y_BPJ = torch.randn(1, 6, 1), torch.randn(1, 2, 1)
    (row,) = task.predict(batch_of(input=x_BTI, target=y_BPJ))
    (large,) = task.predict(batch_of(input=100 * x_BTI, target=100 * y_BPJ))
    assert math.isclose(large["loss"], row["loss"], rel_tol=1e-3)
    assert math.isclose(large["errors"]["mae"], 100 * row["errors"]["mae"], rel_tol=1e-3)
    assert math.isclose(large["errors"]["mase"], row["errors"]["mase"], rel_tol=1e-3)
