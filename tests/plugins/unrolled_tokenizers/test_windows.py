"""Windows of numeric series, standardised by the training split."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import encode_batch
from unrolled_tokenizers import FramesConfig, frames

RAMP = [[float(step), -float(step)] for step in range(5)]


def windows(**values: Any) -> Any:
    return frames.build(FramesConfig.parse({"standardise": False, **values}))


@pytest.mark.system("T13")
def test_a_frame_holds_the_steps_of_its_window_and_the_last_is_filled_up():
    assert windows(window=3, hop=2).fit([RAMP]).encode(RAMP).tolist() == [[0, 0, 1, -1, 2, -2], [2, -2, 3, -3, 4, -4]]
    assert windows(window=2, hop=2).fit([RAMP]).encode(RAMP)[-1].tolist() == [4, -4, 0, 0]
    assert windows(window=9).fit([RAMP]).encode(RAMP).shape == (1, 18)


@given(st.integers(1, 20), st.integers(1, 6).flatmap(lambda w: st.tuples(st.just(w), st.integers(1, w))))
@settings(max_examples=100)
def test_no_step_of_time_is_lost(length: int, shape: tuple[int, int]):
    x_TI = [[float(step + 1)] for step in range(length)]
    frames_TF = windows(window=shape[0], hop=shape[1]).fit([x_TI]).encode(x_TI)
    assert set(frames_TF.ravel()) - {0.0} == set(range(1, length + 1))
    assert frames_TF[:-1].all()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_the_training_series_have_mean_0_and_deviation_1_in_every_channel(seed: int):
    random = np.random.default_rng(seed)
    series = [(random.normal(size=(length, 2)) * [1, 1e3] + [1e3, 0]).tolist() for length in (5, 1, 0, 30)]
    batch = encode_batch(windows(standardise=True).fit(series), series)
    assert batch.offsets_S1.tolist() == [0, 5, 6, 6, 36]
    assert np.abs(batch.values.mean(0)).max() < 1e-5
    assert np.abs(batch.values.std(0) - 1).max() < 1e-5


def test_a_channel_that_never_changes_becomes_zero():
    x_TI = [[0.1, 1.0]] * 7 + [[0.1, 2.0]]
    assert np.abs(windows(standardise=True).fit([x_TI, x_TI]).encode(x_TI)[:, 0]).max() < 1e-12


def test_windows_without_standardising_are_the_values():
    assert windows().fit([RAMP]).encode(RAMP).tolist() == RAMP


@pytest.mark.parametrize(
    ("series", "what"),
    [
        ([], "hold no value to learn from"),
        ([[], []], "hold no value to learn from"),
        ([RAMP, [[1.0]]], "series 2 has steps of 1 and of 2 values"),
        ([[[1.0], [1.0, 2.0]]], "series 1 has steps of 1 and of 2 values"),
        ([RAMP, [[1.0, 2.0], [3.0, float("nan")]]], "series 2 holds nan at step 2, channel 2"),
    ],
)
def test_series_that_cannot_be_learned_from_are_an_error(series: Any, what: str):
    with pytest.raises(DataError, match=what):
        windows().fit(series)


def test_a_new_series_of_another_width_is_an_error():
    with pytest.raises(DataError, match="a series has steps of 2 and of 3 values"):
        windows().fit([RAMP]).encode([[1.0, 2.0, 3.0]])


def test_what_was_not_fitted_says_what_to_call():
    with pytest.raises(RuntimeError, match="call fit or restore first"):
        windows().encode(RAMP)
