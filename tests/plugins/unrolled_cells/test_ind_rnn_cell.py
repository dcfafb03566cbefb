"""The independently recurrent cell against its equation."""

from __future__ import annotations

import torch

from unrolled_cells.plain import ind_rnn


def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI):
    cell = build(ind_rnn)
    W, u, b = cell.weight_ih_GI, cell.weight_hh_H, cell.bias_H
    expected = fold(lambda x, h: (torch.clamp(x @ W.T + u * h + b, min=0),), x_BTI)
    assert expected.count_nonzero() > 0
    torch.testing.assert_close(unroll(cell, x_BTI), expected, rtol=0, atol=1e-12)


def test_a_unit_sees_its_own_state_alone(build):
    cell = build(ind_rnn)
    x_I = torch.full((3,), 0.1, dtype=torch.float64)
    h_H = torch.full((4,), 9.0, dtype=torch.float64)
    slope_HH = torch.func.jacrev(lambda h_H: cell.step(x_I[None], (h_H[None],))[0][0])(h_H)
    torch.testing.assert_close(slope_HH, cell.weight_hh_H.detach().diag(), rtol=0, atol=1e-12)


def test_its_recurrent_weights_start_between_nought_and_one(build):
    weight_hh_H = build(ind_rnn, hidden_size=1000).weight_hh_H.detach()
    assert 0 <= float(weight_hh_H.min()) < 0.01
    assert 0.99 < float(weight_hh_H.max()) <= 1
