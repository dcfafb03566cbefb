"""A cell with its compiled time loop.

Shapes: B batch, T time, I input, H hidden, N valid steps of all sequences.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

from torch import Tensor, autocast, is_autocast_enabled

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.engine.batch_pass import BatchPass
from unrolled.runtime.unroll.engine.library import open_library
from unrolled.runtime.unroll.engine.plan import Plan
from unrolled.runtime.unroll.engine.products import HoistedProduct
from unrolled.runtime.unroll.engine.time_loop import CompiledLoop
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.trace import weights_of


@dataclass(frozen=True, slots=True)
class CompiledCell:
    """The plan of a cell and the library compiled from it.

    Args:
        plan: of the cell.
        library: compiled from it.
        name: of the library among those of this machine.
    """

    how: ClassVar[str] = "compiled"
    plan: Plan
    library: ctypes.CDLL
    name: str

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
        if x_NI.shape[1] != self.plan.input_size:
            raise ValueError(f"an input of {x_NI.shape[1]} columns for a cell of {self.plan.input_size}")
        products = [HoistedProduct(self.library, k, sizes) for k, sizes in enumerate(self.plan.products)]
        with autocast("cpu", enabled=False) if is_autocast_enabled("cpu") else nullcontext():
            values = self.plan.prologue.run([*weights_of(cell, self.plan.weights), x_NI], len(x_NI), products)
        rows, shared = values[: self.plan.rows], values[self.plan.rows :]
        # The loop writes over what it owns; anything else it must be handed in its own memory.
        rows = [part if is_owned else part.contiguous() for part, is_owned in zip(rows, self.plan.owned, strict=True)]
        batch = BatchPass(self.plan, self.library, packing, truncate)
        y_NH, *after = cast("tuple[Tensor, ...]", CompiledLoop.apply(batch, *rows, *shared, *mask, *state))
        return y_NH, tuple(after)


def open_compiled(plan: Plan, path: Path) -> CompiledCell:
    """Open the library of a plan.

    Args:
        plan: that it was compiled from.
        path: of the file.
    """
    return CompiledCell(plan, open_library(path), path.stem)
