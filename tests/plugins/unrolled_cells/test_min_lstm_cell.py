"""The minimal LSTM against its equations."""

from __future__ import annotations

import pytest
import torch

from unrolled_cells.lstms import min_lstm


def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI):
    cell = build(min_lstm)
    W_i, W_f, W_n = cell.weight_ih_GI.split(4)
    b_i, b_f, b_n = cell.bias_G.split(4)

    def one_step(x, h):
        i = torch.sigmoid(x @ W_i.T + b_i)
        f = torch.sigmoid(x @ W_f.T + b_f)
        return (f / (f + i) * h + i / (f + i) * (x @ W_n.T + b_n),)

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("i", "f", "kept"), [(-1000.0, -1000.0, 0.5), (-2000.0, -1000.0, 1.0), (5.0, -1000.0, 0.0)])
def test_gates_that_round_to_nought_still_share_the_whole(build, i, f, kept):
    cell = build(min_lstm)
    with torch.no_grad():
        cell.weight_ih_GI.zero_()
        cell.bias_G.copy_(torch.tensor([i] * 4 + [f] * 4 + [3.0] * 4))
    h_BH = torch.full((1, 4), 7.0, dtype=torch.float64)
    y_BH, _ = cell.step(torch.zeros(1, 3, dtype=torch.float64), (h_BH,))
    torch.testing.assert_close(y_BH, torch.full_like(y_BH, 7 * kept + 3 * (1 - kept)), rtol=0, atol=1e-12)
