"""The recurrent highway network against its equations."""

from __future__ import annotations

import pytest
import torch

from unrolled_cells.gated import gru_simplified, rhn


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI, depth):
    cell = build(rhn, depth=depth)
    W_H, W_T = cell.weight_ih_GI.split(4)

    def one_step(x, s):
        for layer in range(depth):
            R_H, R_T = cell.weights_hh_GH[layer].split(4)
            b_H, b_T = cell.biases_G[layer].split(4)
            seen = x if layer == 0 else torch.zeros_like(x)
            h = torch.tanh(seen @ W_H.T + s @ R_H.T + b_H)
            t = torch.sigmoid(seen @ W_T.T + s @ R_T.T + b_T)
            s = h * t + s * (1 - t)
        return (s,)

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI), rtol=0, atol=1e-12)


def test_of_one_layer_it_is_the_simplified_gru(build, unroll, x_BTI):
    cell, peer = build(rhn, depth=1), build(gru_simplified)
    with torch.no_grad():
        for ours, theirs in zip(cell.parameters(), peer.parameters(), strict=True):
            theirs.copy_(ours.roll(4, 0))  # candidate and gate stand the other way round
    torch.testing.assert_close(unroll(cell, x_BTI), unroll(peer, x_BTI), rtol=0, atol=1e-12)


def test_its_transform_gates_start_below_a_half(build):
    for bias_G in build(rhn, hidden_size=100, depth=3).biases_G:
        candidate_H, transform_H = bias_G.detach().split(100)
        assert float(candidate_H.abs().max()) <= 0.1
        assert float((transform_H + 1).abs().max()) <= 0.1
