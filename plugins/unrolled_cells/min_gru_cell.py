"""The minimal gated recurrent unit.

Shapes: B batch, I input, H hidden, G two times H: update, candidate.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gated import MinGRUConfig
from unrolled_cells.recurrent_cell import Gated, RecurrentCell


class MinGRU(Gated, RecurrentCell):
    """z = sigmoid(W_z x + b_z); n = W_n x + b_n; h' = (1 - z) * h + z * n; y = h'.

    Gate and candidate see the input alone, so h' is linear in h.

    Source: Feng et al., "Were RNNs all we needed?" (2024), section 3.1.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: MinGRUConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=2)
        self.bias_G = nn.Parameter(torch.empty(2 * config.hidden_size))
        self.draw_uniformly()

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and the update gate."""
        (h_BH,) = state
        z_BH, n_BH = linear(x_BI, self.weight_ih_GI, self.bias_G).chunk(2, 1)
        z_BH = torch.sigmoid(z_BH)
        h_BH = (1 - z_BH) * h_BH + z_BH * n_BH
        return (h_BH,), {"update": z_BH}
