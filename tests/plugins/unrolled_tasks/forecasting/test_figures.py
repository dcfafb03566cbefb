"""How far forecasts are off."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.forecasting.figures import errors, quantile_losses, scaled
from unrolled_tasks.forecasting.windows import Past, valid

ALL = valid(2, torch.tensor([2]))


def column(*values):
    """Return one series of one channel."""
    return torch.tensor(values, dtype=torch.float64)[None, :, None]


def test_errors_are_those_of_the_m4_competition():
    found = errors(column(110.0, 0.0), column(90.0, 0.0), ALL)
    assert found["mse"].tolist() == [200.0]
    assert found["mae"].tolist() == [10.0]
    assert found["smape"].tolist() == [(200 * 20 / 200 + 0) / 2]


def test_steps_behind_the_end_of_a_target_do_not_count():
    found = errors(column(1.0, 99.0), column(2.0, 0.0), valid(2, torch.tensor([1])))
    assert found["mae"].tolist() == [1.0]


def test_mase_measures_in_the_mean_step_of_the_past_from_season_to_season():
    past = Past(column(1.0, 5.0, 2.0, 7.0), torch.tensor([4]))
    assert past.seasonal_error(2).tolist() == [[1.5]]
    assert scaled(column(4.0, 4.0), column(1.0, 4.0), ALL, past.seasonal_error(2)).tolist() == [1.0]


@pytest.mark.parametrize("values", [(3.0, 3.0, 3.0), (1.0,)])
def test_a_past_that_is_constant_or_shorter_than_a_season_has_no_unit(values):
    past = Past(column(*values), torch.tensor([len(values)]))
    assert past.seasonal_error(1).isnan().all()


@given(said=st.floats(-9, 9), target=st.floats(-9, 9))
def test_the_pinball_loss_of_the_median_is_half_the_absolute_error(said, target):
    loss = quantile_losses(column(said)[..., None], column(target), [0.5])
    assert loss.item() == pytest.approx(abs(said - target) / 2)


def test_the_pinball_loss_is_least_at_the_quantile():
    targets_BPJ = torch.randn(4000, 1, 1, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    losses = {
        said: quantile_losses(torch.full((4000, 1, 1, 1), said, dtype=torch.float64), targets_BPJ, [0.9]).mean().item()
        for said in (0.8, 1.28, 1.8)
    }
    assert min(losses, key=losses.__getitem__) == 1.28
