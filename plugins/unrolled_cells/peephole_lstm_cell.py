"""The long short-term memory with peephole connections.

Shapes: B batch, I input, H hidden, G four times H: input, forget, candidate, output.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gate_biases import set_gate_biases
from unrolled_cells.lstms import PeepholeLSTMConfig
from unrolled_cells.recurrent_cell import Gated, StackedCell


class PeepholeLSTM(Gated, StackedCell):
    """The long short-term memory whose gates see the memory.

    i = sigmoid(W_i x + U_i h + p_i * c + b_i); f = sigmoid(W_f x + U_f h + p_f * c + b_f);
    g = tanh(W_g x + U_g h + b_g); c' = f * c + i * g;
    o = sigmoid(W_o x + U_o h + p_o * c' + b_o); h' = o * tanh(c'); y = h'; the state is (h, c).

    The weights p are vectors: a gate sees its own unit's memory. The output gate sees the new one.

    Source: Gers & Schmidhuber, "Recurrent nets that time and count" (2000), with tanh around the memory as in Graves,
    "Generating sequences with recurrent neural networks" (2013), equations 7 to 11.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    state_parts = 2

    def __init__(self, config: PeepholeLSTMConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=4)
        self.peephole_i_H = nn.Parameter(torch.empty(config.hidden_size))
        self.peephole_f_H = nn.Parameter(torch.empty(config.hidden_size))
        self.peephole_o_H = nn.Parameter(torch.empty(config.hidden_size))
        self.draw_uniformly()
        set_gate_biases(self.bias_G, config)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and c_BH, and the gates."""
        h_BH, c_BH = state
        sum_BG = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH)
        i_BH, f_BH, g_BH, o_BH = sum_BG.chunk(4, 1)
        i_BH = torch.sigmoid(i_BH + self.peephole_i_H * c_BH)
        f_BH = torch.sigmoid(f_BH + self.peephole_f_H * c_BH)
        c_BH = f_BH * c_BH + i_BH * torch.tanh(g_BH)
        o_BH = torch.sigmoid(o_BH + self.peephole_o_H * c_BH)
        h_BH = o_BH * torch.tanh(c_BH)
        return (h_BH, c_BH), {"input": i_BH, "forget": f_BH, "output": o_BH}
