"""What a cell's gates do at each step of a batch.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from unrolled.contracts import Cell, State
from unrolled.errors import ConfigError, Problem


@runtime_checkable
class GatedCell(Protocol):
    """A cell that tells the values of its gates, as the contract's ``Cell`` says."""

    def gates(self, x_BI: Tensor, state: State) -> dict[str, Tensor]:
        """Return gate name to gate_BH, the values that ``step`` works with.

        Args:
            x_BI: input of this step.
            state: of the step before.
        """
        ...


@torch.no_grad()
def trace_gates(cell: Cell, x_BTI: Tensor, lengths_B: Tensor, state: State | None = None) -> dict[str, Tensor]:
    """Return the values of a cell's gates at every step.

    Args:
        cell: with a method ``gates``.
        x_BTI: inputs, padded behind.
        lengths_B: int64 lengths on the CPU, each at least 1.
        state: before the first step; None for the initial state.

    Returns:
        Gate name to values_BTH, nan past each length.

    Raises:
        ConfigError: the cell tells nothing of its gates.
    """
    if not isinstance(cell, GatedCell):
        what = f"{type(cell).__name__} has no method gates(x_BI, state), so there are no gates to trace"
        raise ConfigError(Problem(what, where="cell.name", command="unrolled plugins"))
    state = cell.initial_state(len(x_BTI)) if state is None else state
    steps: list[dict[str, Tensor]] = []
    for x_BI in x_BTI.unbind(1):
        steps.append(cell.gates(x_BI, state))
        _, state = cell.step(x_BI, state)
    past_BT = (torch.arange(len(steps)) >= lengths_B[:, None]).to(x_BTI.device)
    values = {name: torch.stack([step[name] for step in steps], 1) for name in steps[0]}
    return {name: values_BTH.masked_fill(past_BT[..., None], torch.nan) for name, values_BTH in values.items()}


def share_saturated(values: Tensor, low: float = 0.1, high: float = 0.9) -> float:
    """Return the share of gate values that stand near nought or one, nan left out.

    Args:
        values: of one gate, of any shape.
        low: values below it stand near nought.
        high: values above it stand near one.
    """
    valid_N = values[~values.isnan()]
    return float(((valid_N < low) | (valid_N > high)).double().mean())
