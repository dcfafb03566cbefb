"""The recurrent highway network.

Shapes: B batch, I input, H hidden, G two times H: candidate, transform.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gated import RHNConfig
from unrolled_cells.recurrent_cell import Gated, RecurrentCell

TRANSFORM_BIAS = -1.0
"""Added to the transform gates' biases at the start, where more of the state is carried than renewed."""


class RHN(Gated, RecurrentCell):
    """A step of several highway layers, the first of which sees the input.

    With s_0 = h, for each layer l: n = tanh([l = 1] W_n x + R_n,l s_(l-1) + b_n,l);
    t = sigmoid([l = 1] W_t x + R_t,l s_(l-1) + b_t,l); s_l = t * n + (1 - t) * s_(l-1).
    h' is the last layer's s; y = h'. The carry gate is 1 - t.

    Source: Zilly, Srivastava, Koutník & Schmidhuber, "Recurrent highway networks" (2017), equations 6 to 9 with
    coupled gates.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: RHNConfig, input_size: int) -> None:
        hidden_size = config.hidden_size
        super().__init__(input_size, hidden_size, gates=2)
        empty = torch.empty
        self.weights_hh_GH = nn.ParameterList(empty(2 * hidden_size, hidden_size) for _ in range(config.depth))
        self.biases_G = nn.ParameterList(empty(2 * hidden_size) for _ in range(config.depth))
        self.draw_uniformly()
        with torch.no_grad():
            for bias_G in self.biases_G:
                bias_G[hidden_size:] += TRANSFORM_BIAS

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and each layer's transform gate."""
        (s_BH,) = state
        gates: dict[str, Tensor] = {}
        for layer, (weight_hh_GH, bias_G) in enumerate(zip(self.weights_hh_GH, self.biases_G, strict=True)):
            sum_BG = linear(s_BH, weight_hh_GH) + (linear(x_BI, self.weight_ih_GI, bias_G) if layer == 0 else bias_G)
            n_BH, t_BH = sum_BG.chunk(2, 1)
            t_BH = torch.sigmoid(t_BH)
            s_BH = t_BH * torch.tanh(n_BH) + (1 - t_BH) * s_BH
            gates[f"transform {layer + 1}"] = t_BH
        return (s_BH,), gates
