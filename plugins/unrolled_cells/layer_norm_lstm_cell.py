"""The long short-term memory with layer normalisation.

Shapes: B batch, I input, H hidden, G four times H: input, forget, candidate, output.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, linear

from unrolled.contracts import State
from unrolled_cells.gate_biases import set_gate_biases
from unrolled_cells.lstms import LayerNormLSTMConfig
from unrolled_cells.recurrent_cell import Gated, StackedCell


class LayerNormLSTM(Gated, StackedCell):
    """The long short-term memory with layer normalisation of both products and of the memory.

    (i, f, g, o) = N(W x) * a_x + N(U h) * a_h + b, the norm taken over all four;
    c' = sigmoid(f) * c + sigmoid(i) * tanh(g); h' = sigmoid(o) * tanh(N(c') * a_c + b_c); y = h';
    the state is (h, c). N(v) = (v - mean(v)) / sqrt(variance(v) + 1e-5).

    The paper's norms of the products have a bias each; as they are only ever added, b stands for both. Gains start
    at one, biases at nought.

    Source: Ba, Kiros & Hinton, "Layer normalization" (2016), equations 20 to 22.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    state_parts = 2

    def __init__(self, config: LayerNormLSTMConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=4)
        self.gain_ih_G = nn.Parameter(torch.ones(4 * config.hidden_size))
        self.gain_hh_G = nn.Parameter(torch.ones(4 * config.hidden_size))
        self.gain_c_H = nn.Parameter(torch.ones(config.hidden_size))
        self.bias_c_H = nn.Parameter(torch.zeros(config.hidden_size))
        assert self.bias_G is not None
        nn.init.zeros_(self.bias_G)
        set_gate_biases(self.bias_G, config)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and c_BH, and the gates."""
        h_BH, c_BH = state
        x_BG = layer_norm(linear(x_BI, self.weight_ih_GI), self.gain_ih_G.shape, self.gain_ih_G, self.bias_G)
        h_BG = layer_norm(linear(h_BH, self.weight_hh_GH), self.gain_hh_G.shape, self.gain_hh_G)
        i_BH, f_BH, g_BH, o_BH = (x_BG + h_BG).chunk(4, 1)
        i_BH, f_BH, o_BH = torch.sigmoid(i_BH), torch.sigmoid(f_BH), torch.sigmoid(o_BH)
        c_BH = f_BH * c_BH + i_BH * torch.tanh(g_BH)
        h_BH = o_BH * torch.tanh(layer_norm(c_BH, self.gain_c_H.shape, self.gain_c_H, self.bias_c_H))
        return (h_BH, c_BH), {"input": i_BH, "forget": f_BH, "output": o_BH}
