"""A picture read row by row.

Shapes: B batch, T rows, I input, W width of the picture, C channels, F filters, P features of a row, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, pad, relu

from unrolled.errors import ConfigError, Problem
from unrolled_cells.baselines import ConvolutionConfig
from unrolled_cells.whole_sequence import WholeSequenceCell

KERNEL = 3
"""Rows and columns of a filter; of the rows, the last is the one that is read."""


class Convolution(WholeSequenceCell):
    """y_t = tanh(W [p_t, max(p_1, ..., p_t)] + b): what stands in row t, and the most that was seen down to it.

    p_t are the features of row t behind two layers of filters, each with ReLU and the larger of every two columns.
    A filter sees the row that is read and the two above it, nothing below, as padding stands there.

    Source: LeCun et al., "Gradient-based learning applied to document recognition", Proceedings of the IEEE 86 (1998),
    with the filters moved up.

    Args:
        config: the cell's fields.
        input_size: width of the input, I: a row's pixels, one behind another, the channels of each together.

    Raises:
        ConfigError: the input is no whole number of pixels.
    """

    def __init__(self, config: ConvolutionConfig, input_size: int) -> None:
        super().__init__(config.hidden_size)
        if input_size % config.channels:
            what = f"a row of {input_size} numbers is no row of pixels of {config.channels} channels"
            raise ConfigError(Problem(what, where="cell.channels", command="unrolled show cell convolution"))
        self.channels = config.channels
        self.lower = nn.Conv2d(config.channels, config.filters, KERNEL)
        self.upper = nn.Conv2d(config.filters, config.filters, KERNEL)
        columns = -(-input_size // config.channels // 4)  # halved twice, rounded up
        self.project = nn.Linear(2 * config.filters * columns, config.hidden_size)

    def forward(self, x_BTI: Tensor) -> Tensor:
        """Return y_BTH.

        Args:
            x_BTI: rows of pixels.
        """
        pixels_BTWC = x_BTI.unflatten(2, (-1, self.channels))
        maps_BFTW = self._filtered(self.upper, self._filtered(self.lower, pixels_BTWC.permute(0, 3, 1, 2)))
        p_BTP = maps_BFTW.transpose(1, 2).flatten(2)
        return torch.tanh(self.project(torch.cat([p_BTP, p_BTP.cummax(1).values], 2)))

    @staticmethod
    def _filtered(filters: nn.Conv2d, maps_BCTW: Tensor) -> Tensor:
        """Return what filters see, in half as many columns."""
        above = pad(maps_BCTW, (KERNEL // 2, KERNEL // 2, KERNEL - 1, 0))
        return max_pool2d(relu(filters(above)), (1, 2), ceil_mode=True)
