"""A recurrent cell: one step of time, and nothing of time itself.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

    State = tuple[torch.Tensor, ...]
else:
    State = tuple


class Cell(Protocol):
    """A ``torch.nn.Module`` that knows one step; the host owns padding, direction, layers and truncation.

    A cell may also give ``sequence(x_BTI, state, lengths_B) -> (y_BTH, state)`` where it has a fused kernel of
    its own; it must equal the fold of ``step``, with ``y`` zero past each length and the state that of the
    last valid step.

    A cell with gates may also give ``gates(x_BI, state) -> dict[str, torch.Tensor]``, the values gate_BH by name
    that ``step`` works with on the same arguments, for ``trace_gates`` to collect.

    A cell may also have a property ``parameter_counts``, a dict of numbers of learned values: ``cell``, of this
    cell, and ``torch``, of the same cell in torch's own layout, where torch has it.
    """

    @property
    def output_size(self) -> int:
        """Width of ``y``, H."""
        ...

    def initial_state(self, batch_size: int) -> State:
        """Return the state before the first step.

        Args:
            batch_size: number of sequences, B.

        Returns:
            Tensors of shape (B, ...), on the device and of the dtype of the parameters.
        """
        ...

    def step(self, x_BI: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Take one step of time; pure: the same arguments give the same result.

        Args:
            x_BI: input of this step.
            state: of the step before.

        Returns:
            y_BH and the new state, shaped as the old.
        """
        ...
