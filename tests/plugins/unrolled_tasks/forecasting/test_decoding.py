"""Three ways from a past to what follows."""

from contextlib import nullcontext

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from unrolled.contracts import Input
from unrolled.errors import ConfigError
from unrolled_tasks import ForecastingConfig
from unrolled_tasks.forecasting.checks import check_frames
from unrolled_tokenizers import FramesConfig, frames

DECODINGS = {
    "direct": {"decoding": "direct"},
    "recursive": {"decoding": "recursive"},
    "parallel": {"decoding": "parallel", "segment": 2},
}
EACH = pytest.mark.parametrize("options", DECODINGS.values(), ids=DECODINGS.keys())


def said(task, batch):
    with torch.no_grad():
        return torch.tensor([row["predicted"] for row in task.predict(batch)])


@EACH
@pytest.mark.parametrize("unroll", [{}, {"bidirectional": True, "num_layers": 2}], ids=str)
def test_a_forecast_has_as_many_steps_and_channels_as_are_asked_for(forecaster, batch_of, options, unroll):
    task = forecaster(2, horizon=5, unroll=unroll, **options)
    assert said(task, batch_of(input=torch.randn(3, 4, 2))).shape == (3, 5, 2)


@EACH
def test_a_shifted_and_scaled_past_gives_the_forecast_shifted_and_scaled(forecaster, batch_of, options):
    task, x_BTI = forecaster(horizon=4, normalise="standard", **options), torch.randn(2, 6, 1)
    expected_BP = 40 * said(task, batch_of(input=x_BTI)) - 7
    assert torch.allclose(said(task, batch_of(input=40 * x_BTI - 7)), expected_BP, atol=1e-2)


@EACH
def test_what_is_known_beforehand_moves_the_forecast(forecaster, batch_of, options):
    task, x_BTI = forecaster(known=2, horizon=4, **options), torch.randn(1, 6, 3)
    forecasts = [said(task, batch_of(input=x_BTI, covariates=z)) for z in (torch.zeros(1, 4, 2), torch.ones(1, 4, 2))]
    assert not torch.allclose(*forecasts)
    assert torch.equal(forecasts[0], said(task, batch_of(input=x_BTI)))


@EACH
def test_series_of_another_name_are_forecast_in_another_way(forecaster, batch_of, options):
    task, x_BTI = forecaster(names=("a", "b"), horizon=4, **options), torch.randn(1, 6, 1).expand(2, -1, -1)
    one, other = said(task, batch_of(input=x_BTI, series=torch.tensor([0, 1])))
    assert not torch.allclose(one, other)


def test_a_recursive_forecast_reads_what_it_said_and_nothing_that_comes_later(forecaster, batch_of):
    x_BTI = torch.randn(2, 6, 1)
    short, long = (forecaster(decoding="recursive", horizon=horizon) for horizon in (3, 6))
    short.load_state_dict(long.state_dict())
    assert torch.allclose(said(long, batch_of(input=x_BTI))[:, :3], said(short, batch_of(input=x_BTI)))


def test_segments_are_said_apart(forecaster, batch_of):
    task, x_BTI = forecaster(decoding="parallel", horizon=5, segment=2), torch.randn(1, 6, 1)
    before_P = said(task, batch_of(input=x_BTI))[0]
    with torch.no_grad():
        task.network.head.positions_SH[1] += 1
    moved_P = (said(task, batch_of(input=x_BTI))[0] - before_P).abs() > 1e-4
    assert moved_P.tolist() == [False, False, True, True, False]


@EACH
def test_quantiles_ascend(forecaster, batch_of, options):
    task = forecaster(horizon=4, quantiles=(0.1, 0.5, 0.9), **options)
    (row,) = task.predict(batch_of(input=torch.randn(1, 6, 1)))
    low, middle, high = (row["quantiles"][name] for name in ("0.1", "0.5", "0.9"))
    assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))
    assert row["predicted"] == middle


def test_frames_of_several_steps_are_normalised_step_by_step(forecaster, batch_of):
    task, x_BTI = forecaster(2, frame_steps=3, horizon=4, normalise="last"), torch.randn(1, 2, 6)
    shift_6 = torch.tensor([5.0, -8.0]).repeat(3)
    expected_BPJ = said(task, batch_of(input=x_BTI)) + torch.tensor([5.0, -8.0])
    assert torch.allclose(said(task, batch_of(input=x_BTI + shift_6)), expected_BPJ, atol=1e-3)


@pytest.mark.parametrize(
    ("width", "frame_steps", "what"),
    [
        (2, 1, "a step of the input has 2 channels, one of the target 3"),
        (7, 2, "a frame of the input has 7 numbers, which are not 2 steps alike"),
    ],
)
def test_an_input_without_the_past_of_the_target_is_refused(width, frame_steps, what):
    inputs = {
        "input": Input("input", "frames", None, None, width),
        "target": Input("target", "frames", None, None, 3),
    }
    with pytest.raises(ConfigError, match=what):
        check_frames(frame_steps, inputs)


def test_a_segment_without_parallel_decoding_and_quantiles_out_of_order_are_refused():
    with pytest.raises(ValidationError, match="segment is for decoding: parallel"):
        ForecastingConfig(segment=4)
    with pytest.raises(ValidationError, match="quantiles must ascend"):
        ForecastingConfig(quantiles=(0.9, 0.1))


def test_an_even_number_of_quantiles_has_no_middle_one_and_is_refused():
    with pytest.raises(ValidationError, match="give an odd number of quantiles: the middle one is the prediction"):
        ForecastingConfig(quantiles=(0.1, 0.9))


@pytest.mark.parametrize(
    ("options", "frame_steps", "right"),
    [
        ({"window": 4, "hop": 4, "standardise": False}, 4, True),
        ({"window": 1, "hop": 1, "standardise": False}, 1, True),
        ({"window": 4, "hop": 4, "standardise": False}, 2, False),
        ({"window": 4, "hop": 4, "standardise": False}, 1, False),
        ({"window": 4, "hop": 2, "standardise": False}, 4, False),
        ({"window": 4, "hop": 4}, 4, False),
    ],
)
def test_frames_that_are_not_the_steps_as_they_are_are_refused(options, frame_steps, right):
    tokenizer = frames.build(FramesConfig(**options)).fit([np.random.default_rng(1).normal(size=(40, 3))])
    inputs = {
        "input": Input("input", "frames", None, None, 3 * options["window"], tokenizer),
        "target": Input("target", "frames", None, None, 3),
    }
    with nullcontext() if right else pytest.raises(ConfigError, match=f"does not put {frame_steps} steps in a frame"):
        check_frames(frame_steps, inputs)
