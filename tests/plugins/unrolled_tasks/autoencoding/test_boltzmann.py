"""A restricted Boltzmann machine, the member of the family of generative models that reads no sequence.

Source: Hinton (2012), A practical guide to training restricted Boltzmann machines, sections 2 and 16.1.
Shapes: N examples, V visible units, H hidden units.
"""

from __future__ import annotations

import itertools

import pytest
import torch
from torch.nn.functional import softplus

STRIPES_NV = torch.tensor([[1.0, 0, 1, 0, 1, 0], [0.0, 1, 0, 1, 0, 1]])


def free_energy(visible_NV, weights_VH, visible_bias_V, hidden_bias_H):
    """Return -log of the sum over all hidden states of exp(-energy), without that sum."""
    return -visible_NV @ visible_bias_V - softplus(hidden_bias_H + visible_NV @ weights_VH).sum(1)


def states(units):
    return torch.tensor(list(itertools.product((0.0, 1.0), repeat=units)))


def machine(visible=6, hidden=3):
    random = torch.Generator().manual_seed(0)
    return [0.5 * torch.randn(shape, generator=random) for shape in ((visible, hidden), (visible,), (hidden,))]


@pytest.mark.system("A13")
def test_the_free_energy_is_that_of_all_hidden_states_together():
    weights_VH, visible_bias_V, hidden_bias_H = machine()
    visible_NV, hidden_KH = states(6), states(3)
    energies_NK = (
        -(visible_NV @ visible_bias_V)[:, None] - hidden_KH @ hidden_bias_H - visible_NV @ weights_VH @ hidden_KH.T
    )
    expected_N = -torch.logsumexp(-energies_NK, 1)
    torch.testing.assert_close(free_energy(visible_NV, weights_VH, visible_bias_V, hidden_bias_H), expected_N)


@pytest.mark.system("A13")
def test_learning_by_free_energy_makes_the_data_likely():
    parameters = [part.requires_grad_() for part in machine()]
    optimizer = torch.optim.Adam(parameters, lr=0.05)

    def probabilities():
        everything_N = -free_energy(states(6), *parameters)
        return (-free_energy(STRIPES_NV, *parameters) - torch.logsumexp(everything_N, 0)).exp()

    before = probabilities().sum().item()
    for _ in range(150):
        optimizer.zero_grad()
        (-probabilities().log().mean()).backward()
        optimizer.step()
    assert before < 0.1
    assert probabilities().sum().item() > 0.9
