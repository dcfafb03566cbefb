"""The rule that picks how a cell becomes a time loop."""

from __future__ import annotations

from unrolled.errors import ConfigError
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
    problems = unroll.refusals(type(cell).__name__, fused=fused, recurrent=recurrent, device=device)
    if refused := list(problems):
        raise ConfigError(*refused)
    compiles = device == "cpu" and can_compile(identity)
    return unroll.resolved(fused=fused, recurrent=recurrent, compiles=compiles)
