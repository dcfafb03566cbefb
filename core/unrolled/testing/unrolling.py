"""The ways in which a cell can be unrolled, for its laws to compare.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.fused import run_fused
from unrolled.runtime.unroll.loop import run_loop
from unrolled.testing.law import NotApplicable, Subject
from unrolled.testing.tensors import LENGTHS, seeded

INPUT_SIZE = 3
STEPS = max(LENGTHS) + 1
"""One step more than the longest sequence has, so that every row has padding."""


def built(subject: Subject, seed: int = 0, dtype: torch.dtype = torch.float64) -> Any:
    """Return a fresh cell in evaluation mode.

    Args:
        subject: the cell's component and config.
        seed: of its parameters.
        dtype: of its parameters.
    """
    with seeded(seed):
        cell = cast("nn.Module", subject.component.build(subject.config, input_size=INPUT_SIZE))
    return cell.to(dtype).eval()


def inputs(seed: int = 1) -> tuple[Tensor, Tensor]:
    """Return x_BTI of float64 and lengths_B.

    Args:
        seed: of the inputs.
    """
    with seeded(seed):
        return torch.randn(len(LENGTHS), STEPS, INPUT_SIZE, dtype=torch.float64), torch.tensor(LENGTHS)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to unroll a cell: its ``sequence``, or the fold of its ``step``.

    Args:
        name: as the laws name it.
        cell: to unroll.
        run: takes x_BTI, a state and lengths_B; gives y_BTH and the state behind.
    """

    name: str
    cell: Cell
    run: Callable[[Tensor, State, Tensor], tuple[Tensor, State]]

    def __call__(self, x_BTI: Tensor, lengths_B: Tensor, state: State | None = None) -> dict[str, Tensor]:
        """Return y_BTH and the parts of the final state, by name.

        Args:
            x_BTI: inputs, padded behind.
            lengths_B: int64 lengths on the CPU.
            state: before the first step; None for the initial state.
        """
        before = self.cell.initial_state(len(lengths_B)) if state is None else state
        y_BTH, after = self.run(x_BTI, before, lengths_B)
        return {f"{self.name}: y": y_BTH, **{f"{self.name}: state[{k}]": part for k, part in enumerate(after)}}


def ways(cell: Any) -> Iterator[Way]:
    """Yield the ways in which a cell can be unrolled.

    Args:
        cell: with a ``sequence``, a ``step`` or both.
    """
    if hasattr(cell, "sequence"):
        yield Way("sequence", cell, partial(run_fused, cell))
    if hasattr(cell, "step"):
        yield Way("fold of step", cell, partial(run_loop, cell))


def state_of(outputs: dict[str, Tensor]) -> State:
    """Return the final state among what a way gave.

    Args:
        outputs: of a way.
    """
    return tuple(part for name, part in outputs.items() if ": state[" in name)


def need_step(subject: Subject) -> None:
    """Raise for a cell that declares that it has no step.

    Raises:
        NotApplicable: it is declared ``recurrent=False``.
    """
    if not subject.component.recurrent:
        raise NotApplicable("recurrent=False: the cell has no step and carries no state")
