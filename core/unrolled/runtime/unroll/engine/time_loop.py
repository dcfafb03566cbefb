"""The compiled time loop as one operation of autograd.

Shapes: B sequences, N rows of all steps, H columns of y.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from unrolled.runtime.unroll.engine.batch_pass import BatchPass
from unrolled.runtime.unroll.engine.products import refuse_second_derivative
from unrolled.runtime.unroll.memory import contiguous


class CompiledLoop(torch.autograd.Function):
    """From rows, shared values, mask and state to y_NH and the final state."""

    @staticmethod
    def forward(ctx: Any, batch: BatchPass, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Run over time.

        Args:
            ctx: of autograd.
            batch: a compiled cell and the batch that it runs over.
            *tensors: rows, shared values, mask where there is one, and state.
        """
        named = dict(zip(_names(batch, len(tensors)), tensors, strict=True))
        shared = [tensor for name, tensor in named.items() if name.startswith("shared")]
        state = {name: tensor for name, tensor in named.items() if name.startswith("state")}
        buffers = {name: batch.as_read(name, tensor) for name, tensor in named.items() if name not in state}
        batch.allocate(buffers, tensors[0], "forward")
        sequences = len(batch.packing.steps)
        for name, part in state.items():
            buffers[name][:sequences] = part.flatten(1)
        batch.call("forward", buffers, shared)
        # What the caller can reach is saved by autograd, which notices when it is written over.
        ctx.batch, ctx.shapes, ctx.state = batch, [tensor.shape for tensor in tensors], list(state)
        ctx.names = [name for name in buffers if not name.startswith("forward_")]
        ctx.save_for_backward(*(buffers[name] for name in ctx.names))
        y_NH = buffers[batch.plan.y]
        if batch.plan.y in state:
            y_NH = y_NH[sequences:]
        final = [
            buffers[name].index_select(0, batch.packing.last_rows).view(part.shape) for name, part in state.items()
        ]
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
        batch, buffers = ctx.batch, dict(zip(ctx.names, ctx.saved_tensors, strict=True))
        shared = [buffers[name] for name in ctx.names if name.startswith("shared")]
        buffers["d_y"] = contiguous(d_y_NH)
        for k, part in enumerate(d_final):
            # Either of the two may be where the gradient of a sequence enters, depending on its length.
            buffers[f"d_state{k}"] = part.flatten(1).clone()
            buffers[f"d_next{k}"] = part.flatten(1).clone()
        batch.allocate(buffers, d_y_NH, "backward")
        batch.call("backward", buffers, shared, batch.truncate)
        gradients = batch.shared_gradients(buffers, shared)
        for k in range(batch.plan.rows):
            gradients[f"rows{k}"] = buffers[f"d_rows{k}"]
        gradients |= {name: buffers[f"d_{name}"] for name in ctx.state}
        names = _names(batch, len(ctx.shapes))
        found = (gradients.get(name) for name in names)
        return None, *(None if one is None else one.view(shape) for one, shape in zip(found, ctx.shapes, strict=True))


def _names(batch: BatchPass, count: int) -> list[str]:
    """Return the names of the buffers that the loop's tensors stand for."""
    states = len(batch.plan.state)
    masks = ["mask"] if batch.plan.masked else []
    shared = count - batch.plan.rows - len(masks) - states
    return [
        *(f"rows{k}" for k in range(batch.plan.rows)),
        *(f"shared{k}" for k in range(shared)),
        *masks,
        *(f"state{k}" for k in range(states)),
    ]
