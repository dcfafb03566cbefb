"""The standard network, which has weights of its own for every position.

Shapes: B batch, T time, I input, H hidden, M positions that are seen, S those of them that the input has.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from unrolled_cells.baselines import MLPConfig
from unrolled_cells.whole_sequence import WholeSequenceCell


class MLP(WholeSequenceCell):
    """y_t = tanh(W_1 x_1 + ... + W_t x_t + b): one layer over all positions, those still to come being zero.

    From position M on nothing is seen, and y stays as it is. What is learned at one position is unknown at every
    other. Weights start uniform in +-1/sqrt(M I), as those of a ``torch.nn.Linear`` with M I inputs.

    Source: Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors", Nature 323 (1986),
    equations 1 and 2, with tanh in place of the logistic function.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: MLPConfig, input_size: int) -> None:
        super().__init__(config.hidden_size)
        self.weight_MHI = nn.Parameter(torch.empty(config.max_length, config.hidden_size, input_size))
        self.bias_H = nn.Parameter(torch.empty(config.hidden_size))
        bound = (config.max_length * input_size) ** -0.5
        for weight in self.parameters():
            nn.init.uniform_(weight, -bound, bound)

    def forward(self, x_BTI: Tensor) -> Tensor:
        """Return y_BTH.

        Args:
            x_BTI: inputs.
        """
        x_BSI = x_BTI[:, : len(self.weight_MHI)]
        seen = x_BSI.shape[1]
        product_BSH = torch.einsum("bsi,shi->bsh", x_BSI, self.weight_MHI[:seen])
        product_BTH = pad(product_BSH, (0, 0, 0, x_BTI.shape[1] - seen))
        return torch.tanh(product_BTH.cumsum(1) + self.bias_H)
