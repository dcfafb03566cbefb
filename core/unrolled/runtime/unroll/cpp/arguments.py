"""What the functions of a compiled cell are handed over, and what they hand back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unrolled.runtime.unroll.cpp.matrices import PANEL, matrices_of
from unrolled.runtime.unroll.lowering import Buffer, LoweredStep, Place, Program, RowStage


@dataclass(frozen=True, slots=True)
class Gradient:
    """How one gradient of a shared value is gathered.

    Args:
        shared: index of the value.
        rows: of the matrix that is gathered; 1 for a row.
        columns: of it.
        transposed: whether it is the gradient turned around.
    """

    shared: int
    rows: int
    columns: int
    transposed: bool


def buffers_of(step: LoweredStep) -> tuple[Buffer, ...]:
    """Return every buffer of both programs once, the packed matrices last.

    Args:
        step: the programs.
    """
    programs = step.forward, step.backward.program
    places = [place for program in programs for place in _places(program)]
    places += [place for outer in step.backward.outers for place in (outer.left, outer.right)]
    found = {place.buffer.name: place.buffer for place in places}
    for program in programs:
        for name, stage in matrices_of(program).items():
            shared = f"shared{stage.matrix[0]}"
            found[shared] = Buffer(shared, "shared", 1)
            found[name] = Buffer(name, "packed", stage.inner * (stage.width + PANEL))
    return tuple(found.values())


def _places(program: Program) -> Iterable[Place]:
    """Yield all places that a program reads or writes."""
    for stage in program.stages:
        if isinstance(stage, RowStage):
            yield from stage.given.values()
            yield from (store.place for store in stage.stores)
        else:
            yield from (stage.source, stage.target, *([stage.start] if stage.start else []))


def gradients_of(step: LoweredStep) -> tuple[Gradient, ...]:
    """Return how the gradients of shared values are gathered, in the library's order.

    Args:
        step: the programs.
    """
    outers = [Gradient(one.shared, one.left_width, one.right_width, one.transposed) for one in step.backward.outers]
    sums = [Gradient(shared, 1, buffer.width, transposed=False) for shared, buffer in step.backward.sums.items()]
    return (*outers, *sums)
