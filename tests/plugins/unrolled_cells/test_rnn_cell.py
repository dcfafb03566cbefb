"""The plain cell against the lectures' equations and against torch."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled_cells import rnn
from unrolled_cells.plain import irnn

LENGTHS_B = torch.tensor([3, 7, 1, 5])


@pytest.mark.system("C01")
def test_without_a_bias_it_is_the_lectures_equation_with_transposed_weights(build, unroll, x_BTI):
    cell = build(rnn, bias=False)
    W_hh, W_xh = cell.weight_hh_GH.T, cell.weight_ih_GI.T
    W_hy = torch.randn(4, 2, dtype=torch.float64)
    y_BTH = unroll(cell, x_BTI)
    for example in range(2):
        h = torch.zeros(4, dtype=torch.float64)
        for time in range(5):
            h = torch.tanh(W_hh.T @ h + W_xh.T @ x_BTI[example, time])
            torch.testing.assert_close(W_hy.T @ y_BTH[example, time], W_hy.T @ h, rtol=0, atol=1e-12)


@pytest.mark.system("C01")
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("bias", [False, True])
def test_values_and_gradients_equal_torch_with_copied_weights(build, nonlinearity, bias):
    cell = build(rnn, nonlinearity=nonlinearity, bias=bias)
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


@pytest.mark.system("C02")
@pytest.mark.parametrize("g1", [torch.tanh, torch.relu])
def test_with_biases_and_a_sigmoid_above_it_is_the_form_with_waa_wax_and_wya(build, unroll, fold, x_BTI, g1):
    cell = build(rnn, nonlinearity=g1.__name__)
    head = torch.nn.Linear(4, 2, dtype=torch.float64)
    W_aa, W_ax, b_a = cell.weight_hh_GH, cell.weight_ih_GI, cell.bias_G
    W_ya, b_y = head.weight, head.bias
    assert cell.initial_state(1)[0].tolist() == [[0, 0, 0, 0]]

    a_BTH = fold(lambda x, a: (g1(a @ W_aa.T + x @ W_ax.T + b_a),), x_BTI)
    y = torch.sigmoid(a_BTH @ W_ya.T + b_y)
    torch.testing.assert_close(torch.sigmoid(head(unroll(cell, x_BTI))), y, rtol=0, atol=1e-12)


@pytest.mark.system("C03")
def test_the_weights_stacked_into_one_matrix_give_what_the_two_give(build):
    """The lectures' total is right, 100 rows of 10,100; the width of W_ax beside it, 1,000, should read 10,000."""
    cell = build(rnn, 10_000, 100)
    W_a = torch.cat([cell.weight_hh_GH, cell.weight_ih_GI], 1)
    assert W_a.shape == (100, 10_100)
    x_BI, a_BH = torch.randn(2, 10_000, dtype=torch.float64), torch.randn(2, 100, dtype=torch.float64)
    stacked_BH = torch.tanh(torch.cat([a_BH, x_BI], 1) @ W_a.T + cell.bias_G)
    torch.testing.assert_close(cell.step(x_BI, (a_BH,))[0], stacked_BH, rtol=0, atol=1e-12)


@pytest.mark.system("C04")
@pytest.mark.parametrize("steps", [1, 4, 40])
def test_what_it_learns_does_not_grow_with_the_sequence(build, unroll, fold, steps):
    cell = build(rnn, 300, 100)

    def transition(x, h):
        return (torch.tanh(x @ cell.weight_ih_GI.T + h @ cell.weight_hh_GH.T + cell.bias_G),)

    x_BTI = torch.randn(2, steps, 300, dtype=torch.float64)
    torch.testing.assert_close(unroll(cell, x_BTI), fold(transition, x_BTI, 100), rtol=0, atol=1e-12)
    assert sum(weight.numel() for weight in cell.parameters()) == 40_100


@pytest.mark.system("C05")
def test_where_its_sums_are_positive_a_relu_hands_the_gradient_on_whole_and_a_tanh_less_of_it(build, unroll):
    shares = {}
    for nonlinearity in ("relu", "tanh"):
        cell = build(rnn, nonlinearity=nonlinearity)
        with torch.no_grad():
            for weight in cell.parameters():
                weight.zero_()
            cell.weight_hh_GH.copy_(torch.eye(4))
            cell.weight_ih_GI.fill_(0.1)
        x_BTI = torch.ones(1, 51, 3, dtype=torch.float64, requires_grad=True)
        (grad_BTI,) = torch.autograd.grad(unroll(cell, x_BTI)[0, -1].sum(), x_BTI)
        shares[nonlinearity] = float(grad_BTI[0, 0].norm() / grad_BTI[0, -1].norm())
    assert shares["relu"] == pytest.approx(1, abs=1e-12)
    assert shares["tanh"] < 1e-12


@pytest.mark.system("C06")
def test_irnn_starts_with_the_identity_no_bias_and_small_input_weights(build):
    cell = build(irnn, 300, 100)
    assert torch.equal(cell.weight_hh_GH, torch.eye(100, dtype=torch.float64))
    assert cell.bias_G.count_nonzero() == 0
    assert float(cell.weight_ih_GI.detach().mean()) == pytest.approx(0, abs=3e-5)
    assert float(cell.weight_ih_GI.detach().std()) == pytest.approx(0.001, rel=0.02)


@pytest.mark.system("C06")
def test_irnn_is_the_plain_cell_with_relu_and_other_weights(build, unroll, fold, x_BTI):
    cell = build(irnn)
    with torch.no_grad():
        cell.weight_ih_GI.mul_(1000)
    U, W, b = cell.weight_hh_GH, cell.weight_ih_GI, cell.bias_G
    expected = fold(lambda x, h: (torch.relu(x @ W.T + h @ U.T + b),), x_BTI)
    assert expected.count_nonzero() > 0
    torch.testing.assert_close(unroll(cell, x_BTI), expected, rtol=0, atol=1e-12)
