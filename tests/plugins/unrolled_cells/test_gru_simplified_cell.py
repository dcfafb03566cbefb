"""The GRU with one gate against the lectures' equations."""

from __future__ import annotations

import pytest
import torch

from unrolled_cells.gated import gru_simplified


@pytest.mark.system("C07")
def test_outputs_equal_the_stacked_form_with_gates_from_c_and_x(build, unroll, fold, x_BTI):
    cell = build(gru_simplified)
    W_u, W_c = torch.cat([cell.weight_hh_GH, cell.weight_ih_GI], 1).split(4)  # W [c, x]
    b_u, b_c = cell.bias_G.split(4)

    def one_step(x, c):
        cx = torch.cat([c, x], 1)
        candidate = torch.tanh(cx @ W_c.T + b_c)
        update = torch.sigmoid(cx @ W_u.T + b_u)
        return (update * candidate + (1 - update) * c,)

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI), rtol=0, atol=1e-12)


def saturated(cell, update):
    with torch.no_grad():
        cell.bias_G[:4] = 1000 if update else -1000
    torch.manual_seed(2)
    return torch.randn(2, 3, dtype=torch.float64), torch.randn(2, 4, dtype=torch.float64)


@pytest.mark.system("C07")
def test_an_update_gate_of_one_gives_the_candidate(build):
    cell = build(gru_simplified)
    x_BI, c_BH = saturated(cell, update=1)
    candidate_BH = torch.tanh(x_BI @ cell.weight_ih_GI[4:].T + c_BH @ cell.weight_hh_GH[4:].T + cell.bias_G[4:])
    torch.testing.assert_close(cell.step(x_BI, (c_BH,))[0], candidate_BH, rtol=0, atol=1e-12)


@pytest.mark.system("C07")
def test_an_update_gate_of_nought_keeps_the_state_exactly(build):
    cell = build(gru_simplified)
    x_BI, c_BH = saturated(cell, update=0)
    assert torch.equal(cell.step(x_BI, (c_BH,))[0], c_BH)
