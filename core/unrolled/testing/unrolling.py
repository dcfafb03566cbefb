"""The ways in which a cell can be unrolled, for its laws to compare.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from torch import Tensor

from unrolled.contracts import Cell, State
from unrolled.errors import ConfigError, listing
from unrolled.machine import can_compile
from unrolled.runtime.unroll.fused import run_fused
from unrolled.runtime.unroll.loop import Fold, TimeLoop, run_loop, run_packed
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.prepare import HOW, Wanted, prepare_loop
from unrolled.sections import Resolved
from unrolled.testing.law import Subject
from unrolled.testing.trial_cells import built, inputs

_TRACING: dict[Resolved, str] = {"hoisted": "traced", "engine": "compiled"}


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
    """Yield the ways in which a cell can be unrolled: its ``sequence``, the fold of its ``step``, all that trace it.

    Args:
        subject: whose cell it is; its traces are made once.
        cell: with a ``sequence``, a ``step`` or both.
    """
    if hasattr(cell, "sequence"):
        yield Way("sequence", cell, partial(run_fused, cell))
    if hasattr(cell, "step"):
        yield Way("fold of step", cell, partial(run_loop, cell))
        for backend in _TRACING:
            if not refusal(subject, backend):
                yield Way(backend, cell, _Traced(subject, backend, cell).run)


@cache
def refusal(subject: Subject, backend: Resolved) -> str:
    """Return why a backend makes no time loop of a step, empty where it makes one.

    Args:
        subject: whose cell has the step.
        backend: that traces it.
    """
    if backend == "engine" and not can_compile(None):
        return f"there is no C++ compiler. {HOW}"
    cell, (x_BTI, _) = built(subject), inputs()
    try:
        wanted = Wanted(backend, asked=backend)
        loop = prepare_loop(cell, x_BTI[:, 0], cell.initial_state(len(x_BTI)), wanted)
    except ConfigError as error:
        return error.problems[0].what
    return "it runs step by step, as it is written" if isinstance(loop, Fold) else ""


def told(subject: Subject) -> list[str]:
    """Return by which ways the laws were tried, and why not by the others, a line each.

    Args:
        subject: the cell's component and config.
    """
    cell = built(subject)
    lines = [f"tried by {listing([way.name for way in ways(subject, cell)])}"]
    if hasattr(cell, "step"):
        for backend, done in _TRACING.items():
            why = refusal(subject, backend)
            lines.append(f"{backend}: {f'not possible: {why}' if why else done}")
    return lines


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
