"""The scalar long short-term memory of xLSTM.

Shapes: B batch, I input, H hidden, G four times H: input, forget, candidate, output.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear, logsigmoid

from unrolled.contracts import State
from unrolled_cells.gate_biases import set_gate_biases
from unrolled_cells.lstms import SLSTMConfig
from unrolled_cells.recurrent_cell import Gated, StackedCell

NOTHING_SEEN = -1e30
"""The scale before the first step: below any input gate's, and finite, where -inf would make gradients nan."""


class SLSTM(Gated, StackedCell):
    """The long short-term memory with an exponential input gate and a normalised memory, one head.

    With a_k = W_k x + U_k h + b_k: i = exp(a_i); f = sigmoid(a_f); g = tanh(a_g); o = sigmoid(a_o);
    c' = f * c + i * g; n' = f * n + i; h' = o * c' / n'; y = h'.

    i has no bound, so c and n are kept divided by exp(m): m' = max(log f + m, log i), and the gates are
    i' = exp(log i - m') and f' = exp(log f + m - m'), one of which is one. m cancels in h'. The state is (h, c, n, m).

    Source: Beck et al., "xLSTM: extended long short-term memory" (2024), equations 8 to 17, with f = sigmoid.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    state_parts = 4

    def __init__(self, config: SLSTMConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=4)
        set_gate_biases(self.bias_G, config)

    def initial_state(self, batch_size: int) -> State:
        """Return zeros for h, c and n, and a scale m below any input's.

        Args:
            batch_size: number of sequences, B.
        """
        *zeros, m_BH = super().initial_state(batch_size)
        return *zeros, m_BH + NOTHING_SEEN

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH, c_BH, n_BH and m_BH, and the gates, those of input and memory divided by the scale."""
        h_BH, c_BH, n_BH, m_BH = state
        sum_BG = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH)
        log_i_BH, f_BH, g_BH, o_BH = sum_BG.chunk(4, 1)
        log_kept_BH = logsigmoid(f_BH) + m_BH
        m_BH = torch.maximum(log_kept_BH, log_i_BH)
        i_BH, f_BH = torch.exp(log_i_BH - m_BH), torch.exp(log_kept_BH - m_BH)
        o_BH = torch.sigmoid(o_BH)
        c_BH = f_BH * c_BH + i_BH * torch.tanh(g_BH)
        n_BH = f_BH * n_BH + i_BH
        h_BH = o_BH * (c_BH / n_BH)
        return (h_BH, c_BH, n_BH, m_BH), {"input": i_BH, "forget": f_BH, "output": o_BH}
