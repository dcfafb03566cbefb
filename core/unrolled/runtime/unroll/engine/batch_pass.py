"""A compiled cell's work on one batch: what its library is handed, and the calls.

Shapes: B sequences, the longest first; N rows of all steps; H columns of y; W columns of a state.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from unrolled.runtime.unroll.engine.library import address, addresses, number
from unrolled.runtime.unroll.engine.plan import Plan
from unrolled.runtime.unroll.engine.shares import run_shares, share_rows
from unrolled.runtime.unroll.memory import new_empty
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.trace import MATRIX


@dataclass(frozen=True, slots=True)
class BatchPass:
    """A compiled cell and the batch that it runs over.

    Args:
        plan: of the cell.
        library: compiled from it.
        packing: of the batch.
        truncate: steps after which gradients stop; 0: never.
    """

    plan: Plan
    library: ctypes.CDLL
    packing: Packing
    truncate: int

    @property
    def rows(self) -> dict[str, int]:
        """Kind of buffer to its number of rows."""
        sequences, steps = len(self.packing.steps), self.packing.rows
        return {"step": steps, "state": sequences + steps, "sequence": sequences, "shared": 1, "packed": 1}

    def as_read(self, name: str, tensor: Tensor) -> Tensor:
        """Return a tensor as the library reads it: shared matrices by their strides, all else row by row.

        Args:
            name: of its buffer.
            tensor: of any strides.

        Raises:
            ValueError: it is not of the plan's type, or not as wide as the library takes it to be.
        """
        width = next((buffer.width for buffer in self.plan.buffers if buffer.name == name), None)
        is_matrix = name.startswith("shared") and tensor.dim() == MATRIX
        if str(tensor.dtype) != self.plan.dtype or (name.startswith(("rows", "mask")) and tensor.shape[1] != width):
            what = f"{name} is {tuple(tensor.shape)} of {tensor.dtype}; the loop was compiled for {self.plan.dtype}"
            raise ValueError(f"{what}, {width} columns")
        return tensor if is_matrix else tensor.contiguous()

    def allocate(self, buffers: dict[str, Tensor], like: Tensor, phase: str) -> None:
        """Add the buffers that are missing.

        Args:
            buffers: by name.
            like: of their dtype.
            phase: ``forward``: what backward needs alone is left out.
        """
        rows = self.rows
        for buffer in self.plan.buffers:
            late = buffer.name.startswith(("d_", "backward_", "stream", "sum"))
            if buffer.name not in buffers and (phase == "backward") == late:
                buffers[buffer.name] = new_empty(like, rows[buffer.rows], buffer.width)
                if buffer.name.startswith("sum"):
                    buffers[buffer.name].zero_()

    def call(self, name: str, buffers: dict[str, Tensor], shared: Iterable[Tensor], *options: int) -> None:
        """Run the loop forward or backward, a share of the sequences a thread.

        Args:
            name: ``forward`` or ``backward``.
            buffers: by name.
            shared: for their strides.
            *options: behind the share.
        """
        arguments = addresses([buffers.get(buffer.name) for buffer in self.plan.buffers])
        strides = [stride for matrix in shared for stride in (*matrix.stride(), 0, 0)[:2]]
        getattr(self.library, f"prepare_{name}")(arguments, (ctypes.c_int64 * len(strides))(*strides))
        run, sizes = getattr(self.library, name), self.packing.batch_sizes
        lengths = number(len(sizes)), number(len(self.packing.steps))

        def call(first: int, last: int) -> None:
            numbers = (number(option) for option in (first, last, *options))
            run(arguments, *lengths, address(sizes), *numbers)

        run_shares(call, share_rows(self.packing.steps, torch.get_num_threads()))

    def shared_gradients(self, buffers: dict[str, Tensor], shared: Sequence[Tensor]) -> dict[str, Tensor]:
        """Return the gradients of shared values, added up over all rows, by name.

        Args:
            buffers: by name, as the backward loop left them.
            shared: for their shapes.
        """
        gathered = [shared[0].new_empty(one.rows, one.columns) for one in self.plan.gradients]
        arguments = addresses([buffers.get(buffer.name) for buffer in self.plan.buffers])
        sizes = number(self.packing.rows), number(len(self.packing.steps))
        before, out = address(self.packing.rows_before), addresses(gathered)

        def call(share: int, shares: int) -> None:
            self.library.gather(arguments, *sizes, before, out, number(share), number(shares))

        threads = torch.get_num_threads()
        run_shares(call, [(share, threads) for share in range(threads)])
        totals: dict[str, Tensor] = {}
        for one, matrix in zip(self.plan.gradients, gathered, strict=True):
            name = f"shared{one.shared}"
            part = (matrix.t() if one.transposed else matrix).reshape(shared[one.shared].shape)
            totals[name] = totals[name] + part if name in totals else part
        return totals
