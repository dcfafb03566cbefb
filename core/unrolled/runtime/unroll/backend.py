"""The rule that picks how a cell becomes a time loop."""

from __future__ import annotations

from collections.abc import Iterator

from unrolled.errors import ConfigError, Problem
from unrolled.machine import can_compile
from unrolled.sections import Resolved, UnrollConfig


def resolve_backend(
    cell: object, unroll: UnrollConfig, *, device: str = "cpu", identity: str | None = None
) -> Resolved:
    """Return the backend that runs.

    Args:
        cell: any cell of the encoder.
        unroll: the section of params.yaml.
        device: ``cpu`` or ``cuda``.
        identity: of the cell's code and fields.

    Raises:
        ConfigError: the section asks for what the backend or the cell cannot do; all that is wrong at once.
    """
    fused, recurrent = hasattr(cell, "sequence"), hasattr(cell, "step")
    compiles = device == "cpu" and can_compile(identity)
    name = unroll.resolved(fused=fused, recurrent=recurrent, compiles=compiles)
    problems = list(_refusals(cell, unroll, name, device))
    if problems:
        raise ConfigError(*problems)
    return name


def _refusals(cell: object, unroll: UnrollConfig, backend: Resolved, device: str) -> Iterator[Problem]:
    """Yield what the section asks for in vain."""
    name = type(cell).__name__
    if backend == "fused" and not hasattr(cell, "sequence"):
        yield Problem(f"{name} has no kernel of its own to fuse", where="unroll.backend", nearest="auto")
    if backend in {"engine", "hoisted"} and not hasattr(cell, "step"):
        yield Problem(f"{name} has no step to unroll", where="unroll.backend", nearest="auto")
    if backend == "engine" and device != "cpu":
        yield Problem("the engine compiles for the CPU", where="unroll.backend", nearest="auto")
    if not hasattr(cell, "step") and unroll.truncate is not None:
        yield Problem(f"{name} has no step, so no gradient through time to truncate", where="unroll.truncate")
    if backend == "fused" and unroll.recurrent_dropout:
        yield Problem(
            "recurrent_dropout reaches into the state between two steps, which a fused kernel keeps to itself",
            where="unroll.recurrent_dropout",
            command=f"unrolled run unroll.{'backend=auto' if hasattr(cell, 'step') else 'recurrent_dropout=0'}",
        )
