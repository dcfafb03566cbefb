"""The minimal GRU against its equations."""

from __future__ import annotations

import torch

from unrolled_cells.gated import min_gru


def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI):
    cell = build(min_gru)
    W_z, W_n = cell.weight_ih_GI.split(4)
    b_z, b_n = cell.bias_G.split(4)

    def one_step(x, h):
        z = torch.sigmoid(x @ W_z.T + b_z)
        return ((1 - z) * h + z * (x @ W_n.T + b_n),)

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI), rtol=0, atol=1e-12)
