"""The GRU, in both conventions of either gate, against its equations and against torch."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from unrolled_cells import gru

LENGTHS_B = torch.tensor([3, 7, 1, 5])


@pytest.mark.system("C08")
@pytest.mark.parametrize("gates", [(update, reset) for update in ("keeps", "renews") for reset in ("before", "after")])
def test_outputs_equal_a_literal_transcription(build, unroll, fold, x_BTI, gates):
    update_gate, reset = gates
    cell = build(gru, update_gate=update_gate, reset=reset)
    W_r, W_z, W_n = cell.weight_ih_GI.split(4)
    U_r, U_z, U_n = cell.weight_hh_GH.split(4)
    b_r, b_z, b_n = cell.bias_G.split(4)

    def one_step(x, h):
        r = torch.sigmoid(x @ W_r.T + h @ U_r.T + b_r)
        z = torch.sigmoid(x @ W_z.T + h @ U_z.T + b_z)
        seen = (r * h) @ U_n.T if reset == "before" else r * (h @ U_n.T + cell.bias_hn_H)
        n = torch.tanh(x @ W_n.T + b_n + seen)
        return (z * h + (1 - z) * n if update_gate == "keeps" else z * n + (1 - z) * h,)

    torch.testing.assert_close(unroll(cell, x_BTI), fold(one_step, x_BTI), rtol=0, atol=1e-12)


@pytest.mark.system("C08")
@pytest.mark.parametrize("reset", ["before", "after"])
def test_flipping_the_signs_of_the_update_gate_maps_one_convention_to_the_other(build, unroll, x_BTI, reset):
    keeps, renews = (build(gru, update_gate=update_gate, reset=reset) for update_gate in ("keeps", "renews"))
    same_BTH = unroll(renews, x_BTI)
    with torch.no_grad():
        for weight in (renews.weight_ih_GI, renews.weight_hh_GH, renews.bias_G):
            weight[4:8].neg_()
    torch.testing.assert_close(unroll(renews, x_BTI), unroll(keeps, x_BTI), rtol=0, atol=1e-12)
    assert not torch.allclose(same_BTH, unroll(keeps, x_BTI), atol=0.01)


@pytest.mark.system("C08")
def test_before_and_after_the_product_agree_where_the_reset_gate_is_open_and_only_there(build):
    before, after = (build(gru, reset=reset) for reset in ("before", "after"))
    after.load_state_dict({**before.state_dict(), "bias_hn_H": torch.zeros(4)})
    x_BI, h_BH = torch.randn(2, 3, dtype=torch.float64), torch.randn(2, 4, dtype=torch.float64)
    assert not torch.allclose(before.step(x_BI, (h_BH,))[0], after.step(x_BI, (h_BH,))[0], atol=0.01)
    with torch.no_grad():
        before.bias_G[:4] = after.bias_G[:4] = 1000
    torch.testing.assert_close(before.step(x_BI, (h_BH,)), after.step(x_BI, (h_BH,)), rtol=0, atol=1e-12)


def test_only_after_the_product_is_there_a_kernel_of_torchs(build):
    for reset, fused in (("before", False), ("after", True)):
        assert gru.fuses(gru.config(reset=reset)) == fused
        assert hasattr(build(gru, reset=reset), "sequence") == fused


@pytest.mark.system("C08")
@pytest.mark.parametrize("update_gate", ["keeps", "renews"])
def test_values_and_gradients_equal_torch_with_any_weights_of_its_own(build, update_gate):
    cell = build(gru, update_gate=update_gate)
    turn_G = torch.ones(12, 1, dtype=torch.float64)
    if update_gate == "renews":
        turn_G[4:8] = -1
    torch.manual_seed(1)
    peer = torch.nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    w_ih, w_hh, b_ih, b_hh = peer.parameters()
    with torch.no_grad():
        cell.weight_ih_GI.copy_(turn_G * w_ih)
        cell.weight_hh_GH.copy_(turn_G * w_hh)
        cell.bias_G.copy_(turn_G[:, 0] * torch.cat([b_ih[:8] + b_hh[:8], b_ih[8:]]))
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
    torch.testing.assert_close(cell.weight_ih_GI.grad, turn_G * w_ih.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.weight_hh_GH.grad, turn_G * w_hh.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.bias_G.grad, turn_G[:, 0] * b_ih.grad, rtol=0, atol=1e-10)
    torch.testing.assert_close(cell.bias_hn_H.grad, b_hh.grad[8:], rtol=0, atol=1e-10)


def test_every_weight_starts_within_one_over_the_root_of_the_width(build):
    largest = max(float(weight.detach().abs().max()) for weight in build(gru).parameters())
    assert 0.4 < largest <= 0.5
