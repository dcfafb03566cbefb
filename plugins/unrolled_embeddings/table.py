"""Weights of which a step of learning touches a few rows only.

Shapes: R rows, K rows in use, X the rest.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

EVERY_ROW = slice(None)
_NOT_ZERO = 1e-10


class Table(nn.Module):
    """Weights, and what AdaGrad remembers of them, both in buffers.

    Args:
        start_RX: first values.

    Source: Duchi, Hazan & Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
        JMLR 12, 2011, figure 1 with diagonal matrices.
    """

    values_RX: Tensor
    squares_RX: Tensor

    def __init__(self, start_RX: Tensor) -> None:
        super().__init__()
        self.register_buffer("values_RX", start_RX)
        self.register_buffer("squares_RX", torch.zeros_like(start_RX))

    def rows(self, at_K: Tensor | slice) -> Tensor:
        """Return rows as they are, for a gradient to be taken of.

        Args:
            at_K: which.
        """
        return self.values_RX[at_K].detach().requires_grad_()

    def descend(self, at_K: Tensor | slice, gradient_KX: Tensor, rate: float) -> None:
        """Move rows a step down.

        Args:
            at_K: which; none twice.
            gradient_KX: of the loss by the rows.
            rate: length of the first step; later ones are shorter.
        """
        squares_KX = self.squares_RX[at_K] + gradient_KX.square()
        self.squares_RX[at_K] = squares_KX
        self.values_RX[at_K] -= rate * gradient_KX / (squares_KX.sqrt() + _NOT_ZERO)
