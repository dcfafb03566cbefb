"""The minimal long short-term memory.

Shapes: B batch, I input, H hidden, G three times H: input, forget, candidate.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, logsigmoid

from unrolled.contracts import State
from unrolled_cells.gate_biases import set_gate_biases
from unrolled_cells.lstms import MinLSTMConfig
from unrolled_cells.recurrent_cell import Gated, RecurrentCell


class MinLSTM(Gated, RecurrentCell):
    """i = sigmoid(W_i x + b_i); f = sigmoid(W_f x + b_f); n = W_n x + b_n; h' = f' * h + i' * n; y = h'.

    f' = f / (f + i) and i' = i / (f + i) are the gates normalised, which sum to one. They are computed as
    f' = sigmoid(log f - log i), which is the same, and finite where f and i both round to nought.

    Source: Feng et al., "Were RNNs all we needed?" (2024), section 3.2.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: MinLSTMConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=3)
        self.bias_G = nn.Parameter(torch.empty(3 * config.hidden_size))
        self.draw_uniformly()
        set_gate_biases(self.bias_G, config, gates=3)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and the normalised gates."""
        (h_BH,) = state
        i_BH, f_BH, n_BH = linear(x_BI, self.weight_ih_GI, self.bias_G).chunk(3, 1)
        f_BH = torch.sigmoid(logsigmoid(f_BH) - logsigmoid(i_BH))
        i_BH = 1 - f_BH
        h_BH = f_BH * h_BH + i_BH * n_BH
        return (h_BH,), {"input": i_BH, "forget": f_BH}
