"""The gated recurrent unit, with its reset gate after or before the product with the state.

Shapes: B batch, T time, I input, H hidden, G three times H: reset, update, candidate,
L two times H: reset, update.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.gated import GRUConfig
from unrolled_cells.recurrent_cell import Gated, StackedCell
from unrolled_cells.torch_layout import TorchLayoutCell


class GRU(Gated, TorchLayoutCell):
    """The gated recurrent unit of torch and cuDNN.

    r = sigmoid(W_r x + U_r h + b_r); z = sigmoid(W_z x + U_z h + b_z);
    n = tanh(W_n x + b_n + r * (U_n h + v_n)); y = h', which is
    (1 - z) * n + z * h where the update gate keeps, z * n + (1 - z) * h where it renews.

    The reset gate acts after the product with U_n, so v_n is the one recurrent bias that another bias cannot
    stand for; torch's other two are sums with b_r and b_z. A gate that renews is one that keeps, with the signs of
    W_z, U_z and b_z turned around.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), equations 5 to 8,
    with the reset gate after the product as in version 1 of that paper and in ``torch.nn.GRU``.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: GRUConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=3)
        self.keeps = config.update_gate == "keeps"
        self.bias_hn_H = nn.Parameter(torch.empty(config.hidden_size))
        nn.init.uniform_(self.bias_hn_H, -(config.hidden_size**-0.5), config.hidden_size**-0.5)

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and the gates."""
        (h_BH,) = state
        xr_BH, xz_BH, xn_BH = linear(x_BI, self.weight_ih_GI, self.bias_G).chunk(3, 1)
        hr_BH, hz_BH, hn_BH = linear(h_BH, self.weight_hh_GH).chunk(3, 1)
        r_BH = torch.sigmoid(xr_BH + hr_BH)
        z_BH = torch.sigmoid(xz_BH + hz_BH)
        n_BH = torch.tanh(xn_BH + r_BH * (hn_BH + self.bias_hn_H))
        return (_updated(z_BH, n_BH, h_BH, keeps=self.keeps),), {"reset": r_BH, "update": z_BH}

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
        if not self.keeps:
            weights = [_turned(weight) for weight in weights]
        return [*weights, torch.cat([zero_G[: 2 * self.hidden_size], self.bias_hn_H])]


class ResetBeforeGRU(Gated, StackedCell):
    """The gated recurrent unit of the published paper: the candidate sees U_n (r * h) in place of r * (U_n h + v_n).

    r = sigmoid(W_r x + U_r h + b_r); z = sigmoid(W_z x + U_z h + b_z);
    n = tanh(W_n x + U_n (r * h) + b_n); y = h', which is
    (1 - z) * n + z * h where the update gate keeps, z * n + (1 - z) * h where it renews.

    It learns 3((x + h)h + h) values. Its two products with the state wait for one another, and torch has no kernel
    for it.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), equations 5 to 8.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: GRUConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=3)
        self.keeps = config.update_gate == "keeps"

    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Return the new h_BH and the gates."""
        (h_BH,) = state
        sizes = 2 * self.hidden_size, self.hidden_size
        weight_hh_LH, weight_hn_HH = self.weight_hh_GH.split(sizes)
        x_BL, xn_BH = linear(x_BI, self.weight_ih_GI, self.bias_G).split(sizes, 1)
        r_BH, z_BH = torch.sigmoid(x_BL + linear(h_BH, weight_hh_LH)).chunk(2, 1)
        n_BH = torch.tanh(xn_BH + linear(r_BH * h_BH, weight_hn_HH))
        return (_updated(z_BH, n_BH, h_BH, keeps=self.keeps),), {"reset": r_BH, "update": z_BH}


def _updated(z_BH: Tensor, n_BH: Tensor, h_BH: Tensor, *, keeps: bool) -> Tensor:
    """Return the new state: a mean of candidate and old state, weighed by the update gate."""
    at_one_BH, at_nought_BH = (h_BH, n_BH) if keeps else (n_BH, h_BH)
    return z_BH * at_one_BH + (1 - z_BH) * at_nought_BH


def _turned(weight: Tensor) -> Tensor:
    """Return a weight or bias whose update gate is one minus what it was: sigmoid(-a) = 1 - sigmoid(a)."""
    reset, update, candidate = weight.chunk(3)
    return torch.cat([reset, -update, candidate])
