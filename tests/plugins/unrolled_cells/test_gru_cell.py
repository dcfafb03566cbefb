"""The GRU against its equations and against torch."""

from __future__ import annotations

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled_cells import GRUConfig, gru

LENGTHS_B = torch.tensor([3, 7, 1, 5])


def build():
    torch.manual_seed(0)
    return gru.build(GRUConfig(hidden_size=4), input_size=3).double()


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def test_outputs_equal_a_literal_transcription():
    cell = build()
    x_BTI = torch.randn(2, 5, 3, dtype=torch.float64)
    W_r, W_z, W_n = cell.weight_ih_GI.split(4)
    U_r, U_z, U_n = cell.weight_hh_GH.split(4)
    b_r, b_z, b_n = cell.bias_G.split(4)
    h = torch.zeros(2, 4, dtype=torch.float64)
    expected = []
    for x in x_BTI.unbind(1):
        r = sigmoid(x @ W_r.T + h @ U_r.T + b_r)
        z = sigmoid(x @ W_z.T + h @ U_z.T + b_z)
        n = torch.tanh(x @ W_n.T + b_n + r * (h @ U_n.T + cell.bias_hn_H))
        h = (1 - z) * n + z * h
        expected.append(h)
    y_BTH, _ = cell.sequence(x_BTI, cell.initial_state(2), torch.tensor([5, 5]))
    torch.testing.assert_close(y_BTH, torch.stack(expected, 1), rtol=0, atol=1e-12)


def test_values_and_gradients_equal_torch_with_any_weights_of_its_own():
    cell = build()
    torch.manual_seed(1)
    peer = torch.nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    w_ih, w_hh, b_ih, b_hh = peer.parameters()
    with torch.no_grad():
        cell.weight_ih_GI.copy_(w_ih)
        cell.weight_hh_GH.copy_(w_hh)
        cell.bias_G.copy_(torch.cat([b_ih[:8] + b_hh[:8], b_ih[8:]]))
        cell.bias_hn_H.copy_(b_hh[8:])
    x_BTI = torch.randn(4, 7, 3, dtype=torch.float64)
    h_BH = torch.randn(4, 4, dtype=torch.float64)
    packed = pack_padded_sequence(x_BTI, LENGTHS_B, batch_first=True, enforce_sorted=False)
    theirs_BTH, theirs_1BH = peer(packed, h_BH[None])
    theirs_BTH, _ = pad_packed_sequence(theirs_BTH, batch_first=True)
    ours_BTH, (ours_BH,) = cell.sequence(x_BTI, (h_BH,), LENGTHS_B)
    torch.testing.assert_close(ours_BTH, theirs_BTH, rtol=0, atol=1e-12)
    torch.testing.assert_close(ours_BH, theirs_1BH[0], rtol=0, atol=1e-12)
    ours_BTH.square().sum().backward()
    theirs_BTH.square().sum().backward()
    torch.testing.assert_close(cell.weight_ih_GI.grad, w_ih.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.weight_hh_GH.grad, w_hh.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.bias_G.grad, b_ih.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.bias_hn_H.grad, b_hh.grad[8:], rtol=0, atol=1e-10)


def test_every_weight_starts_within_one_over_the_root_of_the_width():
    largest = max(float(weight.detach().abs().max()) for weight in build().parameters())
    assert 0.4 < largest <= 0.5
