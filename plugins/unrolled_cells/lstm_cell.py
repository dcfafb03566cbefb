"""The long short-term memory.

Shapes: B batch, T time, I input, H hidden, G four times H: input, forget, candidate, output.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gate_biases import set_gate_biases
from unrolled_cells.lstms import LSTMConfig
from unrolled_cells.recurrent_cell import Gated
from unrolled_cells.torch_layout import TorchLayoutCell


class LSTM(Gated, TorchLayoutCell):
    """The long short-term memory with a forget gate.

    i = sigmoid(W_i x + U_i h + b_i); f = sigmoid(W_f x + U_f h + b_f);
    g = tanh(W_g x + U_g h + b_g); o = sigmoid(W_o x + U_o h + b_o);
    c' = f * c + i * g; h' = o * tanh(c'); y = h'; the state is (h, c).

    It learns 4((x + h)h + h) values; torch's layout adds a second bias of 4h, b' in U h + b', that says nothing new
    and doubles the rate at which the sum of the two is learned.

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
        self.bias_hh_G = nn.Parameter(torch.empty(4 * config.hidden_size)) if config.bias == "two" else None
        if self.bias_hh_G is not None:
            nn.init.uniform_(self.bias_hh_G, -(config.hidden_size**-0.5), config.hidden_size**-0.5)
            if config.chrono is not None:  # the one bias says it all
                nn.init.zeros_(self.bias_hh_G[: 2 * config.hidden_size])
        set_gate_biases(self.bias_G, config)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and c_BH, and the gates."""
        h_BH, c_BH = state
        sum_BG = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH, self.bias_hh_G)
        i_BH, f_BH, g_BH, o_BH = sum_BG.chunk(4, 1)
        i_BH, f_BH, o_BH = torch.sigmoid(i_BH), torch.sigmoid(f_BH), torch.sigmoid(o_BH)
        c_BH = f_BH * c_BH + i_BH * torch.tanh(g_BH)
        h_BH = o_BH * torch.tanh(c_BH)
        return (h_BH, c_BH), {"input": i_BH, "forget": f_BH, "output": o_BH}

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

    def kernel_weights(self) -> list[Tensor]:
        """Return the weights as torch's kernels take them, with the second bias where it is learned."""
        weights = super().kernel_weights()
        return weights if self.bias_hh_G is None else [*weights[:3], self.bias_hh_G]
