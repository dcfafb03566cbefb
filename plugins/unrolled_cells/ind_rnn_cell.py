"""The independently recurrent cell.

Shapes: B batch, I input, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.plain import IndRNNConfig
from unrolled_cells.recurrent_cell import RecurrentCell


class IndRNN(RecurrentCell):
    """h' = max(0, W x + u * h + b); y = h'.

    The recurrent weight u is a vector: a unit sees its own state and no other's; layers above mix them. It starts
    uniform in 0 to 1, where no unit grows without input.

    Source: Li, Li, Cook, Zhu & Gao, "Independently recurrent neural network (IndRNN): building a longer and deeper
    RNN" (2018), equation 3.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: IndRNNConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=1)
        self.weight_hh_H = nn.Parameter(torch.empty(config.hidden_size))
        self.bias_H = nn.Parameter(torch.empty(config.hidden_size))
        self.draw_uniformly()
        nn.init.uniform_(self.weight_hh_H, 0, 1)

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        (h_BH,) = state
        h_BH = torch.relu(linear(x_BI, self.weight_ih_GI, self.bias_H) + self.weight_hh_H * h_BH)
        return h_BH, (h_BH,)
