"""The plain cell against the lectures' equation and against torch."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled_cells import RNNConfig, rnn

LENGTHS_B = torch.tensor([3, 7, 1, 5])


def build(**fields):
    torch.manual_seed(0)
    return rnn.build(RNNConfig(hidden_size=4, **fields), input_size=3).double()


@pytest.mark.system("C01")
def test_without_a_bias_it_is_the_lectures_equation_with_transposed_weights():
    cell = build(bias=False)
    W_hh, W_xh = cell.weight_hh_GH.T, cell.weight_ih_GI.T
    W_hy = torch.randn(4, 2, dtype=torch.float64)
    x_BTI = torch.randn(2, 5, 3, dtype=torch.float64)
    y_BTH, _ = cell.sequence(x_BTI, cell.initial_state(2), torch.tensor([5, 5]))
    for example in range(2):
        h = torch.zeros(4, dtype=torch.float64)
        for time in range(5):
            h = torch.tanh(W_hh.T @ h + W_xh.T @ x_BTI[example, time])
            torch.testing.assert_close(W_hy.T @ y_BTH[example, time], W_hy.T @ h, rtol=0, atol=1e-12)


@pytest.mark.system("C01")
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("bias", [False, True])
def test_values_and_gradients_equal_torch_with_copied_weights(nonlinearity, bias):
    cell = build(nonlinearity=nonlinearity, bias=bias)
    peer = torch.nn.RNN(3, 4, nonlinearity=nonlinearity, bias=bias, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for ours, theirs in zip(cell.kernel_weights(), peer.parameters(), strict=True):
            theirs.copy_(ours)
    x_BTI = torch.randn(4, 7, 3, dtype=torch.float64)
    packed = pack_padded_sequence(x_BTI, LENGTHS_B, batch_first=True, enforce_sorted=False)
    theirs_BTH, theirs_1BH = peer(packed)
    theirs_BTH, _ = pad_packed_sequence(theirs_BTH, batch_first=True)
    ours_BTH, (ours_BH,) = cell.sequence(x_BTI, cell.initial_state(4), LENGTHS_B)
    torch.testing.assert_close(ours_BTH, theirs_BTH, rtol=0, atol=1e-12)
    torch.testing.assert_close(ours_BH, theirs_1BH[0], rtol=0, atol=1e-12)
    ours_BTH.square().sum().backward()
    theirs_BTH.square().sum().backward()
    for ours, theirs in zip(cell.parameters(), peer.parameters(), strict=False):
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=0, atol=1e-10)
