"""The gated recurrent unit with one gate.

Shapes: B batch, I input, H hidden, G two times H: update, candidate.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gated import SimplifiedGRUConfig
from unrolled_cells.recurrent_cell import Gated, StackedCell


class SimplifiedGRU(Gated, StackedCell):
    """z = sigmoid(W_z x + U_z h + b_z); n = tanh(W_n x + U_n h + b_n); h' = z * n + (1 - z) * h; y = h'.

    The update gate renews: at one the state is the candidate, at nought it stays as it is.

    Source: the lecture notes' GRU "simplified", c~ = tanh(W_c [c, x] + b_c), Gamma_u = sigmoid(W_u [c, x] + b_u),
    c = Gamma_u * c~ + (1 - Gamma_u) * c, after Cho et al., "Learning phrase representations using RNN
    encoder-decoder" (2014), equations 6 to 8 with a reset gate of one.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: SimplifiedGRUConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=2)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and the update gate."""
        (h_BH,) = state
        sum_BG = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH)
        z_BH, n_BH = sum_BG.chunk(2, 1)
        z_BH = torch.sigmoid(z_BH)
        h_BH = z_BH * torch.tanh(n_BH) + (1 - z_BH) * h_BH
        return (h_BH,), {"update": z_BH}
