"""The LSTM against the lectures' equations and against torch."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled_cells import lstm

LENGTHS_B = torch.tensor([3, 7, 1, 5])


@pytest.mark.system("C09")
def test_outputs_equal_the_stacked_form_with_gates_from_a_and_x(build, unroll, fold, x_BTI):
    cell = build(lstm)
    stacked = torch.cat([cell.weight_hh_GH, cell.weight_ih_GI], 1)  # W [a, x]
    w_update, w_forget, w_candidate, w_output = stacked.split(4)
    b_update, b_forget, b_candidate, b_output = cell.bias_G.split(4)

    def one_step(x, a, c):
        ax = torch.cat([a, x], 1)
        candidate = torch.tanh(ax @ w_candidate.T + b_candidate)
        update = torch.sigmoid(ax @ w_update.T + b_update)
        forget = torch.sigmoid(ax @ w_forget.T + b_forget)
        output = torch.sigmoid(ax @ w_output.T + b_output)
        c = update * candidate + forget * c
        return output * torch.tanh(c), c

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI, parts=2), rtol=0, atol=1e-12)


@pytest.mark.system("C10")
def test_outputs_equal_the_split_form_with_f_i_o(build, unroll, fold, x_BTI):
    cell = build(lstm)
    W_i, W_f, W_c, W_o = cell.weight_ih_GI.split(4)
    U_i, U_f, U_c, U_o = cell.weight_hh_GH.split(4)
    b_i, b_f, b_c, b_o = cell.bias_G.split(4)

    def one_step(x, h, c):
        f = torch.sigmoid(x @ W_f.T + h @ U_f.T + b_f)
        i = torch.sigmoid(x @ W_i.T + h @ U_i.T + b_i)
        o = torch.sigmoid(x @ W_o.T + h @ U_o.T + b_o)
        c = f * c + i * torch.tanh(x @ W_c.T + h @ U_c.T + b_c)
        return o * torch.tanh(c), c

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI, parts=2), rtol=0, atol=1e-12)


@pytest.mark.system("C09", "C10")
@pytest.mark.parametrize("bias", ["one", "two"])
def test_values_and_gradients_equal_torch_with_copied_weights(build, bias):
    cell = build(lstm, bias=bias)
    peer = torch.nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for ours, theirs in zip(cell.kernel_weights(), peer.parameters(), strict=True):
            theirs.copy_(ours)
    x_BTI = torch.randn(4, 7, 3, dtype=torch.float64)
    state = torch.randn(4, 4, dtype=torch.float64), torch.randn(4, 4, dtype=torch.float64)
    packed = pack_padded_sequence(x_BTI, LENGTHS_B, batch_first=True, enforce_sorted=False)
    theirs_BTH, (h_1BH, c_1BH) = peer(packed, tuple(part[None] for part in state))
    theirs_BTH, _ = pad_packed_sequence(theirs_BTH, batch_first=True)
    ours_BTH, (h_BH, c_BH) = cell.sequence(x_BTI, state, LENGTHS_B)
    for ours, theirs in [(ours_BTH, theirs_BTH), (h_BH, h_1BH[0]), (c_BH, c_1BH[0])]:
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)
    (ours_BTH.square().sum() + c_BH.sum()).backward()
    (theirs_BTH.square().sum() + c_1BH.sum()).backward()
    for ours, theirs in zip(cell.parameters(), peer.parameters(), strict=bias == "two"):
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=0, atol=1e-10)


@pytest.mark.system("C11")
@pytest.mark.parametrize(
    ("input_size", "hidden_size", "count"), [(1, 1, 12), (10, 20, 2480), (100, 128, 117_248), (300, 100, 160_400)]
)
def test_it_learns_four_times_x_plus_h_times_h_plus_h_values(build, input_size, hidden_size, count):
    cell = build(lstm, input_size, hidden_size)
    assert count == 4 * ((input_size + hidden_size) * hidden_size + hidden_size)
    assert sum(weight.numel() for weight in cell.parameters()) == count
    assert cell.parameter_counts == {"cell": count, "torch": count + 4 * hidden_size}
    assert cell.parameter_counts["torch"] == sum(w.numel() for w in torch.nn.LSTM(input_size, hidden_size).parameters())


@pytest.mark.system("C11")
def test_with_two_biases_it_learns_as_many_values_as_torchs(build):
    assert build(lstm, 300, 100, bias="two").parameter_counts == {"cell": 160_800, "torch": 160_800}


def test_the_forget_bias_moves_the_forget_gate_alone(build):
    low, high = build(lstm, forget_bias=0.0), build(lstm, forget_bias=2.5)
    moved_G = (high.bias_G - low.bias_G).detach()
    expected_G = torch.tensor([0.0] * 4 + [2.5] * 4 + [0.0] * 8, dtype=torch.float64)
    torch.testing.assert_close(moved_G, expected_G, rtol=0, atol=1e-6)


def test_gradients_flow_in_evaluation_mode(build):
    cell = build(lstm).eval()
    x_BTI = torch.randn(4, 7, 3, dtype=torch.float64, requires_grad=True)
    y_BTH, _ = cell.sequence(x_BTI, cell.initial_state(4), LENGTHS_B)
    y_BTH.sum().backward()
    valid_BT = torch.arange(7) < LENGTHS_B[:, None]
    assert torch.equal(x_BTI.grad.abs().sum(2) > 0, valid_BT)
