"""The compiled time loop as one operation of autograd.

Shapes: B sequences, the longest first; N rows of all steps; H columns of y; W columns of a state.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from unrolled.runtime.unroll.engine.library import address, addresses, number, run_shares, share_rows
from unrolled.runtime.unroll.engine.plan import Plan
from unrolled.runtime.unroll.engine.products import refuse_second_derivative
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.trace import MATRIX


@dataclass(frozen=True, slots=True)
class Loop:
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
                make = like.new_zeros if buffer.name.startswith("sum") else like.new_empty
                buffers[buffer.name] = make(rows[buffer.rows], buffer.width)

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


class TimeLoop(torch.autograd.Function):
    """From rows, shared values, mask and state to y_NH and the final state."""

    @staticmethod
    def forward(ctx: Any, loop: Loop, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Run over time.

        Args:
            ctx: of autograd.
            loop: compiled, with the batch.
            *tensors: rows, shared values, mask where there is one, and state.
        """
        named = dict(zip(_names(loop, len(tensors)), tensors, strict=True))
        shared = [tensor for name, tensor in named.items() if name.startswith("shared")]
        state = {name: tensor for name, tensor in named.items() if name.startswith("state")}
        buffers = {name: loop.as_read(name, tensor) for name, tensor in named.items() if name not in state}
        loop.allocate(buffers, tensors[0], "forward")
        sequences = len(loop.packing.steps)
        for name, part in state.items():
            buffers[name][:sequences] = part.flatten(1)
        loop.call("forward", buffers, shared)
        # What the caller can reach is saved by autograd, which notices when it is written over.
        ctx.loop, ctx.shapes, ctx.state = loop, [tensor.shape for tensor in tensors], list(state)
        ctx.names = [name for name in buffers if not name.startswith("forward_")]
        ctx.save_for_backward(*(buffers[name] for name in ctx.names))
        y_NH = buffers[loop.plan.y]
        if loop.plan.y in state:
            y_NH = y_NH[sequences:]
        final = [buffers[name].index_select(0, loop.packing.last_rows).view(part.shape) for name, part in state.items()]
        return y_NH, *final

    @staticmethod
    def backward(ctx: Any, d_y_NH: Tensor, *d_final: Tensor) -> tuple[Tensor | None, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Run back over time.

        Args:
            ctx: of autograd.
            d_y_NH: gradient of y.
            *d_final: gradients of the final state.
        """
        refuse_second_derivative()
        loop, buffers = ctx.loop, dict(zip(ctx.names, ctx.saved_tensors, strict=True))
        shared = [buffers[name] for name in ctx.names if name.startswith("shared")]
        buffers["d_y"] = d_y_NH.contiguous()
        for k, part in enumerate(d_final):
            # Either of the two may be where the gradient of a sequence enters, depending on its length.
            buffers[f"d_state{k}"] = part.flatten(1).clone()
            buffers[f"d_next{k}"] = part.flatten(1).clone()
        loop.allocate(buffers, d_y_NH, "backward")
        loop.call("backward", buffers, shared, loop.truncate)
        gradients: dict[str, Tensor] = dict(_shared_gradients(loop, buffers, shared))
        for k in range(loop.plan.rows):
            gradients[f"rows{k}"] = buffers[f"d_rows{k}"]
        gradients |= {name: buffers[f"d_{name}"] for name in ctx.state}
        names = _names(loop, len(ctx.shapes))
        found = (gradients.get(name) for name in names)
        return None, *(None if one is None else one.view(shape) for one, shape in zip(found, ctx.shapes, strict=True))


def _names(loop: Loop, count: int) -> list[str]:
    """Return the names of the buffers that the loop's tensors stand for."""
    states = len(loop.plan.state)
    masks = ["mask"] if loop.plan.masked else []
    shared = count - loop.plan.rows - len(masks) - states
    return [
        *(f"rows{k}" for k in range(loop.plan.rows)),
        *(f"shared{k}" for k in range(shared)),
        *masks,
        *(f"state{k}" for k in range(states)),
    ]


def _shared_gradients(loop: Loop, buffers: dict[str, Tensor], shared: list[Tensor]) -> Iterable[tuple[str, Tensor]]:
    """Gather the gradients of shared values over all rows; yield each with its name."""
    gathered = [shared[0].new_empty(one.rows, one.columns) for one in loop.plan.gradients]
    arguments = addresses([buffers.get(buffer.name) for buffer in loop.plan.buffers])
    sizes = number(loop.packing.rows), number(len(loop.packing.steps))
    before, out = address(loop.packing.rows_before), addresses(gathered)

    def call(share: int, shares: int) -> None:
        loop.library.gather(arguments, *sizes, before, out, number(share), number(shares))

    threads = torch.get_num_threads()
    run_shares(call, [(share, threads) for share in range(threads)])
    totals: dict[int, Tensor] = {}
    for one, matrix in zip(loop.plan.gradients, gathered, strict=True):
        part = matrix.t() if one.transposed else matrix
        total = part.reshape(shared[one.shared].shape)
        totals[one.shared] = totals[one.shared] + total if one.shared in totals else total
    for index, total in totals.items():
        yield f"shared{index}", total
