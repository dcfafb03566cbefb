"""What the recurrent cells share: a width, a state of zeros, and a count of what they learn.

Shapes: B batch, I input, H hidden, G gates times hidden.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from unrolled.contracts import State


class RecurrentCell(nn.Module):
    """A cell whose products with the input lie one behind another in one weight.

    Args:
        input_size: width of the input, I.
        hidden_size: width of the state, H.
        gates: blocks of H rows in the input weight.
    """

    state_parts = 1

    def __init__(self, input_size: int, hidden_size: int, *, gates: int) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.weight_ih_GI = nn.Parameter(torch.empty(gates * hidden_size, input_size))

    @property
    def output_size(self) -> int:
        """Width of ``y``, H."""
        return self.hidden_size

    def initial_state(self, batch_size: int) -> State:
        """Return zeros of shape (B, H), one for each part of the state.

        Args:
            batch_size: number of sequences, B.
        """
        return tuple(self.weight_ih_GI.new_zeros(batch_size, self.hidden_size) for _ in range(self.state_parts))

    @property
    def parameter_counts(self) -> dict[str, int]:
        """Number of learned values."""
        return {"cell": sum(weight.numel() for weight in self.parameters())}

    def draw_uniformly(self) -> None:
        """Draw every weight from +-1/sqrt(H), as ``torch.nn.RNN``, ``GRU`` and ``LSTM`` do."""
        for weight in self.parameters():
            nn.init.uniform_(weight, -(self.hidden_size**-0.5), self.hidden_size**-0.5)


class StackedCell(RecurrentCell):
    """A cell with one input weight, one recurrent weight and one bias, their gates one behind another.

    Args:
        input_size: width of the input, I.
        hidden_size: width of the state, H.
        gates: blocks of H rows in each weight.
        bias: whether there is a bias.
    """

    def __init__(self, input_size: int, hidden_size: int, *, gates: int, bias: bool = True) -> None:
        super().__init__(input_size, hidden_size, gates=gates)
        self.weight_hh_GH = nn.Parameter(torch.empty(gates * hidden_size, hidden_size))
        self.bias_G = nn.Parameter(torch.empty(gates * hidden_size)) if bias else None
        self.draw_uniformly()


class Gated(ABC):
    """A cell whose ``advance`` is the one place of its equations: ``step`` and ``gates`` each show a part of it."""

    @abstractmethod
    def advance(self, x_BI: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: of the step before, h_BH first.

        Returns:
            The new state, and the values of the gates, name to gate_BH.
        """

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: of the step before, h_BH first.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        state, _ = self.advance(x_BI, state)
        return state[0], state

    def gates(self, x_BI: Tensor, state: State) -> dict[str, Tensor]:
        """Return the values of the gates in a step, name to gate_BH.

        Args:
            x_BI: input of this step.
            state: of the step before, h_BH first.
        """
        return self.advance(x_BI, state)[1]
