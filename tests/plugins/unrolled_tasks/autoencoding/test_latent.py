"""The point that a sequence becomes."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from unrolled_tasks.autoencoding.latent import Posterior, Told

from .conftest import encoder


@given(st.integers(0, 2**32 - 1))
def test_the_divergence_is_that_of_normal_distributions(seed):
    random = torch.Generator().manual_seed(seed)
    mean_BZ, log_variance_BZ = (2 * torch.randn(3, 5, generator=random, dtype=torch.float64) for _ in range(2))
    expected_BZ = kl_divergence(Normal(mean_BZ, (log_variance_BZ / 2).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(Posterior(mean_BZ, log_variance_BZ).divergence(), expected_BZ.sum(1))


def test_points_are_the_mean_and_noise_times_the_deviation():
    posterior = Posterior(torch.tensor([[1.0, -2.0]]), torch.tensor([[4.0, 0.25]]).log())
    assert posterior.at(torch.zeros(1, 2)).tolist() == [[1.0, -2.0]]
    assert posterior.at(torch.tensor([[1.0, 2.0]])).tolist() == [[pytest.approx(3.0), pytest.approx(-1.0)]]


def test_a_decoder_is_told_the_latent_at_every_step_and_goes_on_from_its_state():
    told, x_BTI, z_BZ = Told(encoder(5)).eval(), torch.randn(2, 6, 3), torch.randn(2, 2)
    whole = told(x_BTI, torch.tensor([6, 6]), ((z_BZ,),))
    first = told(x_BTI[:, :4], torch.tensor([4, 4]), ((z_BZ,),))
    second = told(x_BTI[:, 4:], torch.tensor([2, 2]), first.state)
    torch.testing.assert_close(torch.cat([first.y_BTH, second.y_BTH], 1), whole.y_BTH)
    plain = told.decoder(torch.cat([x_BTI, z_BZ[:, None].expand(-1, 6, -1)], 2), torch.tensor([6, 6]))
    assert torch.equal(whole.y_BTH, plain.y_BTH)
