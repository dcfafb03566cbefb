"""The scalar LSTM of xLSTM against its equations, without and with its scale."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_cells.lstms import slstm


def test_outputs_equal_a_literal_transcription_without_the_scale(build, unroll, fold, x_BTI):
    cell = build(slstm)
    W_i, W_f, W_g, W_o = cell.weight_ih_GI.split(4)
    U_i, U_f, U_g, U_o = cell.weight_hh_GH.split(4)
    b_i, b_f, b_g, b_o = cell.bias_G.split(4)

    def one_step(x, h, c, n):
        i = torch.exp(x @ W_i.T + h @ U_i.T + b_i)
        f = torch.sigmoid(x @ W_f.T + h @ U_f.T + b_f)
        o = torch.sigmoid(x @ W_o.T + h @ U_o.T + b_o)
        c = f * c + i * torch.tanh(x @ W_g.T + h @ U_g.T + b_g)
        n = f * n + i
        return o * c / n, c, n

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI, parts=3), rtol=0, atol=1e-12)


@given(inputs=st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=9))
def test_whatever_the_input_gate_the_normaliser_stays_above_one_and_outputs_within_one(inputs):
    torch.manual_seed(0)
    cell = slstm.build(slstm.config(hidden_size=4), input_size=1)
    state = cell.initial_state(1)
    for value in inputs:
        y_BH, state = cell.step(torch.tensor([[value]]), state)
        assert float(state[2].detach().min()) >= 1 - 1e-6
        assert float(y_BH.detach().abs().max()) <= 1 + 1e-6


def test_the_scale_of_the_state_cancels(build):
    cell = build(slstm)
    x_BI = torch.randn(2, 3, dtype=torch.float64)
    _, (h_BH, c_BH, n_BH, m_BH) = cell.step(x_BI, cell.initial_state(2))
    scaled = h_BH, c_BH * torch.e**3, n_BH * torch.e**3, m_BH - 3
    torch.testing.assert_close(
        cell.step(x_BI, scaled)[0], cell.step(x_BI, (h_BH, c_BH, n_BH, m_BH))[0], rtol=0, atol=1e-12
    )


def test_a_first_input_that_its_gate_all_but_shuts_out_still_gives_a_whole_mean(build):
    cell = build(slstm)
    with torch.no_grad():
        cell.bias_G[:4] = -500
    x_BI = torch.randn(2, 3, dtype=torch.float64)
    _, _, g_BH, o_BH = (x_BI @ cell.weight_ih_GI.T + cell.bias_G).split(4, 1)
    y_BH, _ = cell.step(x_BI, cell.initial_state(2))
    torch.testing.assert_close(y_BH, torch.sigmoid(o_BH) * torch.tanh(g_BH), rtol=0, atol=1e-12)
