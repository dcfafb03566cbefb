"""The gated recurrent unit.

Shapes: B batch, T time, I input, H hidden, G three times H: reset, update, candidate.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells import GRUConfig
from unrolled_cells.torch_layout import TorchLayoutCell


class GRU(TorchLayoutCell):
    """The gated recurrent unit of torch and cuDNN.

    r = sigmoid(W_r x + U_r h + b_r); z = sigmoid(W_z x + U_z h + b_z);
    n = tanh(W_n x + b_n + r * (U_n h + v_n)); h' = (1 - z) * n + z * h; y = h'.

    The reset gate acts after the product with U_n, so v_n is the one recurrent bias that another bias cannot
    stand for; torch's other two are sums with b_r and b_z.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), equations 5 to 8,
    with the reset gate after the product as in version 1 of that paper and in ``torch.nn.GRU``.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: GRUConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=3)
        self.bias_hn_H = nn.Parameter(torch.empty(config.hidden_size))
        nn.init.uniform_(self.bias_hn_H, -(config.hidden_size**-0.5), config.hidden_size**-0.5)

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        (h_BH,) = state
        xr_BH, xz_BH, xn_BH = linear(x_BI, self.weight_ih_GI, self.bias_G).chunk(3, 1)
        hr_BH, hz_BH, hn_BH = linear(h_BH, self.weight_hh_GH).chunk(3, 1)
        r_BH = torch.sigmoid(xr_BH + hr_BH)
        z_BH = torch.sigmoid(xz_BH + hz_BH)
        n_BH = torch.tanh(xn_BH + r_BH * (hn_BH + self.bias_hn_H))
        h_BH = (1 - z_BH) * n_BH + z_BH * h_BH
        return h_BH, (h_BH,)

    def sequence(self, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        """Take all steps in torch's fused kernel.

        Args:
            x_BTI: inputs, padded behind.
            state: h_BH before the first step.
            lengths_B: int64 lengths on the CPU, each at least 1.

        Returns:
            y_BTH, zero past each length, and the state of each sequence's last valid step.
        """
        return self.run_kernel(torch.gru, x_BTI, state, lengths_B)

    def kernel_weights(self) -> list[Tensor]:
        """Return the weights as torch's kernels take them; of the second bias only v_n is learned."""
        *weights, zero_G = super().kernel_weights()
        return [*weights, torch.cat([zero_G[: 2 * self.hidden_size], self.bias_hn_H])]
