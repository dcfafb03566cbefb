"""The attention block against torch's attention and against the paper's equations."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import layer_norm

from unrolled_cells.attention_cell import sinusoids
from unrolled_cells.baselines import AttentionConfig, attention


def build(hidden_size=6, heads=3):
    torch.manual_seed(0)
    return attention.build(AttentionConfig(hidden_size=hidden_size, heads=heads), input_size=2).double()


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_the_heads_equal_torchs_multi_head_attention_with_copied_weights(heads):
    cell = build(heads=heads)
    peer = torch.nn.MultiheadAttention(6, heads, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        peer.in_proj_weight.copy_(cell.query_key_value.weight)
        peer.in_proj_bias.copy_(cell.query_key_value.bias)
    peer.out_proj.load_state_dict(cell.join_heads.state_dict())
    u_BTH = torch.randn(2, 5, 6, dtype=torch.float64)
    later_TT = torch.ones(5, 5, dtype=torch.bool).triu(1)
    ours_BTH, (theirs_BTH, _) = cell.attend(u_BTH), peer(u_BTH, u_BTH, u_BTH, attn_mask=later_TT)
    torch.testing.assert_close(ours_BTH, theirs_BTH, rtol=0, atol=1e-12)
    ours_BTH.square().sum().backward()
    theirs_BTH.square().sum().backward()
    torch.testing.assert_close(cell.query_key_value.weight.grad, peer.in_proj_weight.grad, rtol=0, atol=1e-10)


def test_outputs_equal_a_literal_transcription():
    cell = build(heads=1)
    x_BTI = torch.randn(1, 4, 2, dtype=torch.float64)
    W_q, W_k, W_v = cell.query_key_value.weight.split(6)
    b_q, b_k, b_v = cell.query_key_value.bias.split(6)
    norm, wide, _, narrow = cell.feed_forward
    u = [cell.project.weight @ x + cell.project.bias + p for x, p in zip(x_BTI[0], position(4, 6), strict=True)]
    n = [layer_norm(each, (6,), cell.attention_norm.weight, cell.attention_norm.bias) for each in u]
    y_BTH, _ = cell.sequence(x_BTI, (), torch.tensor([4]))
    for t in range(4):
        weights = torch.stack([(W_q @ n[t] + b_q) @ (W_k @ n[s] + b_k) / math.sqrt(6) for s in range(t + 1)]).exp()
        found = sum(weights[s] * (W_v @ n[s] + b_v) for s in range(t + 1)) / weights.sum()
        a = u[t] + cell.join_heads.weight @ found + cell.join_heads.bias
        inner = torch.relu(wide.weight @ layer_norm(a, (6,), norm.weight, norm.bias) + wide.bias)
        expected = a + narrow.weight @ inner + narrow.bias
        torch.testing.assert_close(y_BTH[0, t], expected, rtol=0, atol=1e-12)


def position(steps, size):
    rows = [
        [[math.sin, math.cos][j % 2](t / 10_000 ** (2 * (j // 2) / size)) for j in range(size)] for t in range(steps)
    ]
    return torch.tensor(rows, dtype=torch.float64)


@pytest.mark.parametrize("size", [1, 6, 7])
def test_positions_are_the_papers_sinusoids_at_any_width(size):
    found_TH = sinusoids(3_000, size, device=torch.device("cpu"))
    torch.testing.assert_close(found_TH, position(3_000, size), rtol=0, atol=1e-12)


def test_the_same_words_in_another_order_end_in_another_output():
    cell = build()
    x_BTI = torch.randn(1, 5, 2, dtype=torch.float64)
    order_T = torch.tensor([1, 0, 3, 2, 4])  # the last word stays, so that only positions tell the two apart
    ours_BTH, theirs_BTH = cell(x_BTI), cell(x_BTI[:, order_T])
    assert not torch.allclose(ours_BTH[:, -1], theirs_BTH[:, -1], atol=1e-3)
