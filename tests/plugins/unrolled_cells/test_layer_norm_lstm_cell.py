"""The LSTM with layer normalisation against its equations."""

from __future__ import annotations

import torch

from unrolled_cells.lstms import layer_norm_lstm


def norm(v):
    centred = v - v.mean(1, keepdim=True)
    return centred / torch.sqrt(centred.square().mean(1, keepdim=True) + 1e-5)


def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI):
    cell = build(layer_norm_lstm)
    with torch.no_grad():
        for weight in cell.parameters():
            weight.add_(torch.randn_like(weight) / 4)

    def one_step(x, h, c):
        of_x = norm(x @ cell.weight_ih_GI.T) * cell.gain_ih_G
        of_h = norm(h @ cell.weight_hh_GH.T) * cell.gain_hh_G
        i, f, g, o = (of_x + of_h + cell.bias_G).split(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(norm(c) * cell.gain_c_H + cell.bias_c_H), c

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI, parts=2), rtol=0, atol=1e-12)


def test_gains_start_at_one_and_biases_at_nought_but_for_the_forget_gate(build):
    cell = build(layer_norm_lstm, forget_bias=2.5)
    for gain in (cell.gain_ih_G, cell.gain_hh_G, cell.gain_c_H):
        assert set(gain.tolist()) == {1.0}
    assert cell.bias_c_H.tolist() == [0.0] * 4
    assert cell.bias_G.tolist() == [0.0] * 4 + [2.5] * 4 + [0.0] * 8
