"""The ways in which a cell can be unrolled, for its laws to compare.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Cell, State
from unrolled.machine import can_compile
from unrolled.runtime.unroll.fused import run_fused
from unrolled.runtime.unroll.loop import TimeLoop, run_loop, run_packed
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.prepare import Wanted, prepare_loop
from unrolled.sections import Resolved
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


def ways(subject: Subject, cell: Any) -> Iterator[Way]:
    """Yield the ways in which a cell can be unrolled: its ``sequence``, the fold of its ``step``, and every backend.

    Args:
        subject: whose cell it is; its traces are made once.
        cell: with a ``sequence``, a ``step`` or both.
    """
    if hasattr(cell, "sequence"):
        yield Way("sequence", cell, partial(run_fused, cell))
    if hasattr(cell, "step"):
        yield Way("fold of step", cell, partial(run_loop, cell))
        backends: tuple[Resolved, ...] = ("hoisted", "engine") if can_compile(None) else ("hoisted",)
        for backend in backends:
            yield Way(backend, cell, _Traced(subject, backend, cell).run)


@dataclass(frozen=True, slots=True)
class _Traced:
    """A cell unrolled by a backend that traces its step."""

    subject: Subject
    backend: Resolved
    cell: Any

    def run(self, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        key = self.subject, self.backend, x_BTI.dtype, self.cell.training, tuple(part.shape[1:] for part in state)
        if key not in _loops:
            _loops[key] = prepare_loop(self.cell, x_BTI[:, 0], state, Wanted(self.backend))
        packing = Packing(lengths_B, x_BTI.shape[1], x_BTI.device)
        return run_packed(_loops[key], self.cell, x_BTI, state, packing)


_loops: dict[Hashable, TimeLoop] = {}
"""Traces of a subject's cells, which differ in their weights only."""


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
