"""Pasts step by step, and their scales."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Sequences
from unrolled.errors import DataError
from unrolled_tasks.forecasting.normalising import WindowScale
from unrolled_tasks.forecasting.windows import Past, within

HOW = ("none", "last", "season", "standard")


def past(*series):
    """Return series of one channel, padded with zeros behind."""
    rows = [torch.tensor(values) for values in series]
    x_BT1 = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)[..., None]
    return Past(x_BT1, torch.tensor([len(values) for values in series]))


def test_steps_are_the_same_whatever_frames_they_came_in():
    x_BTI = torch.arange(24.0).reshape(2, 6, 2)
    singly = Past.of(Sequences(x_BTI, torch.tensor([6, 4])), 1, channels=1)
    by_two = Past.of(Sequences(x_BTI.reshape(2, 3, 4), torch.tensor([3, 2])), 2, channels=1)
    assert torch.equal(singly.x_BTJ, by_two.x_BTJ)
    assert torch.equal(singly.lengths_B, by_two.lengths_B)
    assert singly.last.flatten().tolist() == [10.0, 18.0]


def test_the_seasonal_naive_forecast_is_the_last_season_again_and_again():
    both = past([1.0, 2.0, 3.0, 4.0, 5.0], [7.0, 8.0])
    assert both.repeated(3, 5)[..., 0].tolist() == [[3, 4, 5, 3, 4], [7, 8, 7, 8, 7]]
    assert both.repeated(1, 2)[..., 0].tolist() == [[5, 5], [8, 8]]


def test_a_field_longer_than_the_horizon_is_refused():
    frames = Sequences(torch.zeros(1, 5, 1), torch.tensor([5]))
    with pytest.raises(DataError, match=r"task\.horizon: field 'target' has 5 steps, and no more than 4 are forecast"):
        within(frames, 4, "target")


def scale_of(x, how, season=2, horizon=3):
    return WindowScale.of(x, how, season=season, horizon=horizon)


@given(
    values=st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=9),
    future=st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3),
    extra=st.integers(0, 3),
    how=st.sampled_from(HOW),
)
def test_what_is_normalised_can_be_restored_and_padding_has_no_part_in_it(values, future, extra, how):
    x, y_BPJ = past(values), torch.tensor(future)[None, :, None]
    padded = Past(torch.nn.functional.pad(x.x_BTJ, (0, 0, 0, extra), value=9e3), x.lengths_B)
    scale, other = scale_of(x, how), scale_of(padded, how)
    assert torch.equal(scale.shift_BPJ, other.shift_BPJ)
    assert torch.allclose(scale.factor_B1J, other.factor_B1J)
    again_BPJ = scale.restored(scale.normalised(y_BPJ)[..., None])[..., 0]
    assert torch.allclose(again_BPJ, y_BPJ, rtol=1e-4, atol=1e-2)


def test_a_window_scaled_by_its_own_has_mean_0_and_deviation_1():
    past_BTJ = scale_of(past([3.0, 9.0, 12.0, 4.0]), "standard").past_BTJ
    assert past_BTJ.mean().item() == pytest.approx(0, abs=1e-6)
    assert past_BTJ.std(correction=0).item() == pytest.approx(1)


def test_a_window_less_its_last_season_says_how_much_each_season_was_above_it():
    scale = scale_of(past([1.0, 5.0, 3.0, 6.0, 5.0, 7.0]), "season")
    assert scale.factor_B1J.flatten().tolist() == [1.5]
    assert (1.5 * scale.past_BTJ).flatten().tolist() == [-4, -2, -2, -1, 0, 0]
    assert scale.restored(torch.zeros(1, 3, 1, 1)).flatten().tolist() == [5, 7, 5]


@pytest.mark.parametrize("how", HOW)
def test_a_constant_window_is_shifted_and_not_blown_up(how):
    scale = scale_of(past([1234.5, 1234.5, 1234.5]), how)
    assert scale.factor_B1J.flatten().tolist() == [1]
    assert scale.past_BTJ.abs().max().item() < (1e-3 if how != "none" else 1300)
