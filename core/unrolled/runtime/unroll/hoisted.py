"""The backend that takes one step after another in Python, once all that no state reaches is done for all steps.

Shapes: B sequences, N rows of all steps, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.trace import Instructions, hoist, instructions_of, trace_step, weights_of


@dataclass(frozen=True, slots=True)
class HoistedCell:
    """A cell as two lists of operations.

    Args:
        weights: names of parameters and buffers, in the prologue's order.
        prologue: from weights and x_NI to rows and shared values.
        recurrence: from rows of one step, shared values, mask and state to y and the new state.
        rows: how many values with rows the prologue gives.
    """

    how: ClassVar[str] = "hoisted"
    weights: tuple[str, ...]
    prologue: Instructions
    recurrence: Instructions
    rows: int

    def run(
        self,
        cell: Cell,
        x_NI: Tensor,
        state: State,
        packing: Packing,
        *,
        truncate: int = 0,
        mask: Sequence[Tensor] = (),
    ) -> tuple[Tensor, State]:
        """Run the cell over a packed batch; see ``loop.TimeLoop``."""
        values = self.prologue.run([*weights_of(cell, self.weights), x_NI], len(x_NI))
        sizes: list[int] = packing.batch_sizes.tolist()
        rows = [torch.split(part, sizes) for part in values[: self.rows]]
        shared = values[self.rows :]
        outputs: list[Tensor] = []
        ended: list[State] = []
        for time, live in enumerate(sizes):
            ended.append(tuple(part[live:] for part in state))
            state = tuple(part[:live] for part in state)
            if truncate and time and time % truncate == 0:
                state = tuple(part.detach() for part in state)
            inputs = [*(part[time] for part in rows), *shared, *(part[:live] for part in mask), *state]
            y_RH, *after = self.recurrence.run(inputs, live)
            state = tuple(after)
            outputs.append(y_RH)
        ended.append(state)
        final = tuple(torch.cat(parts[::-1]) for parts in zip(*ended, strict=True))
        return torch.cat(outputs), final


def hoist_cell(cell: Cell, x_NI: Tensor, state: State, *, masked: bool) -> HoistedCell:
    """Trace a cell.

    Args:
        cell: with a ``step``.
        x_NI: of which width, dtype and device count.
        state: of which shapes count.
        masked: whether a mask lies on the first state tensor.

    Raises:
        NotImplementedError: the step holds a tensor from nowhere.
        PluginError: the step decides by the values of tensors.
    """
    traced = trace_step(cell, x_NI, state, masked=masked)
    step = hoist(traced)
    return HoistedCell(traced.weights, instructions_of(step.prologue), instructions_of(step.recurrence), step.rows)
