"""The plain recurrent cell, and its start as the identity.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from unrolled.contracts import State
from unrolled_cells.plain import IRNNConfig, RNNConfig
from unrolled_cells.torch_layout import TorchLayoutCell


class RNN(TorchLayoutCell):
    """h' = tanh(W x + U h + b), or ReLU in place of tanh; y = h'.

    Source: Elman, "Finding structure in time", Cognitive Science 14 (1990); without its bias the form of
    the lecture notes, h_t = tanh(W_hh^T h_{t-1} + W_xh^T x_t), whose weights are the transposes of these.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: RNNConfig, input_size: int) -> None:
        super().__init__(input_size, config.hidden_size, gates=1, bias=config.bias)
        self.nonlinearity = config.nonlinearity

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        (h_BH,) = state
        sum_BH = linear(x_BI, self.weight_ih_GI, self.bias_G) + linear(h_BH, self.weight_hh_GH)
        h_BH = torch.tanh(sum_BH) if self.nonlinearity == "tanh" else torch.relu(sum_BH)
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
        kernel = torch.rnn_tanh if self.nonlinearity == "tanh" else torch.rnn_relu
        return self.run_kernel(kernel, x_BTI, state, lengths_B)


class IRNN(RNN):
    """h' = max(0, W x + U h + b), with U = 1 and b = 0 at the start; y = h'.

    Until it learns otherwise, what the state holds stays there, and so does its gradient. W starts normal with a
    standard deviation of 0.001.

    Source: Le, Jaitly & Hinton, "A simple way to initialize recurrent networks of rectified linear units" (2015),
    sections 2 and 4.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: IRNNConfig, input_size: int) -> None:
        super().__init__(RNNConfig(hidden_size=config.hidden_size, nonlinearity="relu"), input_size)
        assert self.bias_G is not None
        nn.init.normal_(self.weight_ih_GI, std=0.001)
        nn.init.eye_(self.weight_hh_GH)
        nn.init.zeros_(self.bias_G)
