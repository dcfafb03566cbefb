"""What the functions of a compiled cell are handed over."""

from __future__ import annotations

from collections.abc import Iterable

from unrolled.runtime.unroll.cpp.matrices import PANEL, matrices_of
from unrolled.runtime.unroll.lowering import Buffer, LoweredStep, Place, Program, RowStage


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
