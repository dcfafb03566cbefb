"""Runs cells through the backend that was asked for, on the device that they are on.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, cast

from torch import Tensor

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.backend import resolve_backend
from unrolled.runtime.unroll.fused import SequenceCell, run_fused
from unrolled.runtime.unroll.loop import Fold, TimeLoop, run_packed
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.prepare import HOW, Wanted, prepare_loop, say
from unrolled.runtime.unroll.trace import baked_in
from unrolled.sections import Resolved, UnrollConfig


class Unroller:
    """The time loops of an encoder's cells, each made when it is first needed.

    Args:
        cell: any of the encoder's.
        unroll: the section of params.yaml.
        identity: of the cells' code and fields, by which what is compiled from them is found again.

    Raises:
        ConfigError: the section asks for what the backend or the cell cannot do.
    """

    def __init__(self, cell: Cell, unroll: UnrollConfig, identity: str | None) -> None:
        self._cell, self._unroll, self._identity = cell, unroll, identity
        self._loops: dict[Hashable, tuple[Hashable, TimeLoop]] = {}
        self._backends: dict[str, Resolved] = {}
        self.backend("cpu")

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what belongs to this process: a copy makes its own time loops."""
        return {**self.__dict__, "_loops": {}}

    def backend(self, device: str) -> Resolved:
        """Return the backend that runs.

        Args:
            device: ``cpu`` or ``cuda``.

        Raises:
            ConfigError: the section asks for what the backend or the cell cannot do there.
        """
        if device not in self._backends:
            resolved = resolve_backend(self._cell, self._unroll, device=device, identity=self._identity)
            self._backends[device] = resolved
        return self._backends[device]

    def run(self, cell: Cell, x_BTI: Tensor, state: State, packing: Packing, *, training: bool) -> tuple[Tensor, State]:
        """Unroll one cell over a padded batch.

        Args:
            cell: one of the encoder's.
            x_BTI: inputs, padded behind.
            state: before the first step.
            packing: of the batch.
            training: whether recurrent dropout is at work.

        Returns:
            y_BTH, zero past each length, and the state of each sequence's last valid step.
        """
        truncate, dropout = self._unroll.truncate, self._unroll.recurrent_dropout if training else 0.0
        backend = self.backend(x_BTI.device.type)
        if backend == "fused":
            return run_fused(cast("SequenceCell", cell), x_BTI, state, packing.lengths_B, truncate=truncate)
        loop = self._loop(cell, x_BTI, state, masked=bool(dropout))
        return run_packed(loop, cell, x_BTI, state, packing, truncate=truncate, recurrent_dropout=dropout)

    @property
    def time_loops(self) -> list[str]:
        """What ran so far: ``compiled``, ``fused``, ``hoisted``, ``step by step``; sorted."""
        fused = ["fused"] if "fused" in self._backends.values() else []
        return sorted({*fused, *(loop.how for _, loop in self._loops.values())})

    def _loop(self, cell: Cell, x_BTI: Tensor, state: State, *, masked: bool) -> TimeLoop:
        """Return the time loop of a cell, made anew where what it took over from the cell has changed."""
        key = id(cell), x_BTI.shape[2], x_BTI.dtype, x_BTI.device, masked
        taken_over, loop = self._loops.get(key, (None, None))
        if loop is None or (not isinstance(loop, Fold) and taken_over != baked_in(cell)):
            backend = self.backend(x_BTI.device.type)
            if backend == "hoisted" and self._unroll.backend == "auto" and x_BTI.device.type == "cpu":
                say(f"no C++ compiler: {type(cell).__name__} runs in a Python loop, several times slower. {HOW}")
            wanted = Wanted(backend, self._unroll.backend, masked=masked, identity=self._identity)
            loop = prepare_loop(cell, x_BTI[:, 0], state, wanted)
            self._loops[key] = baked_in(cell), loop
        return loop
