"""Causal self-attention.

Shapes: B batch, T time, I input, H hidden, N heads, D hidden of one head.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from unrolled_cells.baselines import AttentionConfig
from unrolled_cells.whole_sequence import WholeSequenceCell

FEED_FORWARD = 4
"""Width of the feed-forward layer, in widths of the block."""
LONGEST_WAVE = 10_000
"""Length of the slowest sinusoid of the positions, in steps times 2 pi."""


class Attention(WholeSequenceCell):
    """One block of self-attention over the steps so far.

    u = W x + b + p; a = u + W_o MultiHead(LayerNorm(u)); y = a + W_2 relu(W_1 LayerNorm(a) + b_1) + b_2;
    each head: softmax(Q K^T / sqrt(D)) V, where step t sees the steps up to t; p: ``sinusoids``.

    Each layer that the host stacks adds the positions anew.

    Source: Vaswani et al., "Attention is all you need" (2017), equations 1 and 2 and sections 3.2.2 and 3.5; the
    normalisation in front of each part: Xiong et al., "On layer normalization in the Transformer architecture" (2020).

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: AttentionConfig, input_size: int) -> None:
        hidden_size = config.hidden_size
        super().__init__(hidden_size)
        self.heads = config.heads
        self.project = nn.Linear(input_size, hidden_size)
        self.attention_norm = nn.LayerNorm(hidden_size)
        self.query_key_value = nn.Linear(hidden_size, 3 * hidden_size)
        self.join_heads = nn.Linear(hidden_size, hidden_size)
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(hidden_size),
            nn.Linear(hidden_size, FEED_FORWARD * hidden_size),
            nn.ReLU(),
            nn.Linear(FEED_FORWARD * hidden_size, hidden_size),
        )

    def forward(self, x_BTI: Tensor) -> Tensor:
        """Return y_BTH.

        Args:
            x_BTI: inputs.
        """
        position_TH = sinusoids(x_BTI.shape[1], self.output_size, device=x_BTI.device)
        u_BTH = self.project(x_BTI) + position_TH.to(x_BTI.dtype)
        a_BTH = u_BTH + self.attend(self.attention_norm(u_BTH))
        return a_BTH + self.feed_forward(a_BTH)

    def attend(self, u_BTH: Tensor) -> Tensor:
        """Return, for each step, what the heads find among the steps up to it.

        Args:
            u_BTH: normalised inputs of the attention.

        Returns:
            Tensor of the same shape.
        """
        q_BNTD, k_BNTD, v_BNTD = (
            part_BTH.unflatten(2, (self.heads, -1)).transpose(1, 2)
            for part_BTH in self.query_key_value(u_BTH).chunk(3, 2)
        )
        found_BNTD = scaled_dot_product_attention(q_BNTD, k_BNTD, v_BNTD, is_causal=True)
        return self.join_heads(found_BNTD.transpose(1, 2).flatten(2))


def sinusoids(steps: int, hidden_size: int, *, device: torch.device) -> Tensor:
    """Return the positions: p(t, 2i) = sin(t / 10000^(2i/H)), p(t, 2i+1) = cos(t / 10000^(2i/H)), t from 0.

    Args:
        steps: T.
        hidden_size: H.
        device: where they are wanted.

    Returns:
        p_TH, float64.

    Source: Vaswani et al., "Attention is all you need" (2017), section 3.5.
    """
    feature_H = torch.arange(hidden_size, device=device)
    odd_H = feature_H % 2
    rate_H = LONGEST_WAVE ** (-(feature_H - odd_H).double() / hidden_size)
    angle_TH = torch.arange(steps, device=device)[:, None] * rate_H
    return torch.where(odd_H.bool(), angle_TH.cos(), angle_TH.sin())
