"""The long short-term memory.

Shapes: B batch, T time, I input, H hidden, G four times H: input, forget, candidate, output.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells import LSTMConfig
from unrolled_cells.torch_layout import TorchLayoutCell


class LSTM(TorchLayoutCell):
    """The long short-term memory with a forget gate and one bias.

    i = sigmoid(W_i x + U_i h + b_i); f = sigmoid(W_f x + U_f h + b_f);
    g = tanh(W_g x + U_g h + b_g); o = sigmoid(W_o x + U_o h + b_o);
    c' = f * c + i * g; h' = o * tanh(c'); y = h'; the state is (h, c).

    It learns 4((x + h)h + h) values; torch's layout adds a second bias of 4h that says nothing new.

    Source: Hochreiter & Schmidhuber, "Long short-term memory", Neural Computation 9 (1997); the forget gate:
    Gers, Schmidhuber & Cummins, "Learning to forget", Neural Computation 12 (2000); its bias of one:
    Jozefowicz et al., "An empirical exploration of recurrent network architectures" (2015).

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    state_parts = 2

    def __init__(self, config: LSTMConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=4)
        assert self.bias_G is not None
        with torch.no_grad():
            self.bias_G[config.hidden_size : 2 * config.hidden_size] += config.forget_bias

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH and c_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        h_BH, c_BH = state
        sum_BG = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH)
        i_BH, f_BH, g_BH, o_BH = sum_BG.chunk(4, 1)
        c_BH = torch.sigmoid(f_BH) * c_BH + torch.sigmoid(i_BH) * torch.tanh(g_BH)
        h_BH = torch.sigmoid(o_BH) * torch.tanh(c_BH)
        return h_BH, (h_BH, c_BH)

    def sequence(self, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        """Take all steps in torch's fused kernel.

        Args:
            x_BTI: inputs, padded behind.
            state: h_BH and c_BH before the first step.
            lengths_B: int64 lengths on the CPU, each at least 1.

        Returns:
            y_BTH, zero past each length, and the state of each sequence's last valid step.
        """
        return self.run_kernel(torch.lstm, x_BTI, state, lengths_B)
