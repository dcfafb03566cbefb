"""The LSTM with peepholes against its equations."""

from __future__ import annotations

import torch

from unrolled_cells import lstm
from unrolled_cells.lstms import peephole_lstm


def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI):
    cell = build(peephole_lstm)
    W_i, W_f, W_g, W_o = cell.weight_ih_GI.split(4)
    U_i, U_f, U_g, U_o = cell.weight_hh_GH.split(4)
    b_i, b_f, b_g, b_o = cell.bias_G.split(4)
    P_i, P_f, P_o = (peephole.diag() for peephole in (cell.peephole_i_H, cell.peephole_f_H, cell.peephole_o_H))

    def one_step(x, h, c):
        i = torch.sigmoid(x @ W_i.T + h @ U_i.T + c @ P_i + b_i)
        f = torch.sigmoid(x @ W_f.T + h @ U_f.T + c @ P_f + b_f)
        c = f * c + i * torch.tanh(x @ W_g.T + h @ U_g.T + b_g)
        o = torch.sigmoid(x @ W_o.T + h @ U_o.T + c @ P_o + b_o)
        return o * torch.tanh(c), c

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI, parts=2), rtol=0, atol=1e-12)


def test_with_its_peepholes_shut_it_is_the_lstm(build, unroll, x_BTI):
    cell, peer = build(peephole_lstm), build(lstm)
    state = cell.state_dict()
    peer.load_state_dict({name: state[name] for name in peer.state_dict()})
    with torch.no_grad():
        for peephole_H in (cell.peephole_i_H, cell.peephole_f_H, cell.peephole_o_H):
            peephole_H.zero_()
    torch.testing.assert_close(unroll(cell, x_BTI), unroll(peer, x_BTI), rtol=0, atol=1e-12)
