"""Checks a traced time loop against the author's own step, once, before it is used.

A trace sees tensor operations only. A ``torch.no_grad`` block, an ``autograd.Function`` with a backward of its own
or random numbers leave no mark in it; what they would change is seen here.

Shapes: B sequences, T time, N rows of all steps, I input.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Cell
from unrolled.runtime.unroll.loop import Fold, TimeLoop
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.trace import untouched

_LENGTHS = (2, 2, 1)
_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-7}


def is_faithful(cell: Cell, loop: TimeLoop, x_NI: Tensor, *, masked: bool) -> bool:
    """Tell whether a time loop gives the values and the gradients of the fold of the cell's step.

    Args:
        cell: with a ``step``.
        loop: made from it.
        x_NI: of which width, dtype and device count.
        masked: whether a mask lies on the first state tensor.
    """
    generator = torch.Generator().manual_seed(0)
    shape = len(_LENGTHS), max(_LENGTHS), x_NI.shape[1]
    x_BTI = torch.randn(shape, generator=generator, dtype=torch.float64).to(x_NI)
    with untouched(cell), torch.random.fork_rng(), torch.enable_grad():
        (y, dy), (found_y, found_dy) = (_outcome(cell, way, x_BTI, masked) for way in (Fold(), loop))
    tolerance = _TOLERANCE.get(x_NI.dtype, 1e-2)
    # Where all of a gradient cancels, its own size is that of a rounding error: a share of all takes its place.
    floor = max(map(_size, dy), default=0.0) / 10
    values = all(_close(one, other, tolerance * _size(other)) for one, other in zip(found_y, y, strict=True))
    pairs = zip(found_dy, dy, strict=True)
    return values and all(_close(one, other, tolerance * max(_size(other), floor)) for one, other in pairs)


def _outcome(cell: Cell, loop: TimeLoop, x_BTI: Tensor, masked: bool) -> tuple[list[Tensor], list[Tensor]]:
    """Return outputs and final state, and all gradients, of a loop over a small batch."""
    lengths_B = torch.tensor(_LENGTHS)
    packing = Packing(lengths_B, x_BTI.shape[1], x_BTI.device)
    x_NI = packing.pack(x_BTI).requires_grad_()
    state = tuple(part.detach().clone() for part in cell.initial_state(len(lengths_B)))
    real = [part.requires_grad_() for part in state if part.is_floating_point()]
    mask = [torch.full_like(state[0], 0.5)] if masked else []
    torch.manual_seed(1)
    y_NH, after = loop.run(cell, x_NI, state, packing, mask=mask)
    outputs = [part for part in (y_NH, *after) if part.requires_grad]
    weights = [weight for weight in cast("nn.Module", cell).parameters() if weight.requires_grad]
    cotangents = [
        torch.linspace(-1, 1, part.numel(), dtype=part.dtype).to(part.device).view_as(part) for part in outputs
    ]
    leaves = [x_NI, *real, *weights]
    gradients = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True, materialize_grads=True)
    return [part.detach() for part in (y_NH, *after)], list(gradients)


def _size(tensor: Tensor) -> float:
    """Return the largest entry that is finite."""
    finite = tensor.double().abs().nan_to_num(0.0, 0.0, 0.0)
    return float(finite.amax()) if finite.numel() else 0.0


def _close(found: Tensor, expected: Tensor, difference: float) -> bool:
    """Tell whether two tensors differ nowhere by more than a number."""
    same = found.shape == expected.shape
    return same and torch.allclose(found.double(), expected.double(), rtol=0, atol=difference, equal_nan=True)
