"""The backend that takes one step after another.

Shapes: B batch, T time, I input, H hidden, L live rows: sequences that are not yet at their end.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import dropout

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.packing import Packing


def run_loop(
    cell: Cell,
    x_BTI: Tensor,
    state: State,
    lengths_B: Tensor,
    *,
    truncate: int | None = None,
    recurrent_dropout: float = 0.0,
) -> tuple[Tensor, State]:
    """Unroll a cell as the fold of its ``step``; no step is taken on padding.

    Args:
        cell: with a ``step``.
        x_BTI: inputs, padded behind.
        state: before the first step.
        lengths_B: int64 lengths on the CPU, each at least 1.
        truncate: steps after which the state is detached; None: never.
        recurrent_dropout: share of the first state tensor that no step sees; one mask a sequence, fixed in time
            (Gal & Ghahramani, 2016).

    Returns:
        y_BTH, zero past each length, and the state of each sequence's last valid step.
    """
    packing = Packing(lengths_B, x_BTI.shape[1], x_BTI.device)
    state = packing.sort(state)
    mask_BH = dropout(torch.ones_like(state[0]), recurrent_dropout) if recurrent_dropout and state else None
    outputs: list[Tensor] = []
    ended: list[State] = []
    running = len(lengths_B)
    for time, x_LI in enumerate(torch.split(packing.pack(x_BTI), [int(live) for live in packing.batch_sizes])):
        live = len(x_LI)
        if live < running:
            ended.append(tuple(part[live:] for part in state))
            state, running = tuple(part[:live] for part in state), live
        if truncate and time and time % truncate == 0:
            state = tuple(part.detach() for part in state)
        seen = state if mask_BH is None else (state[0] * mask_BH[:live], *state[1:])
        y_LH, state = cell.step(x_LI, seen)
        outputs.append(y_LH)
    ended.append(state)
    final = tuple(torch.cat(parts[::-1]) for parts in zip(*ended, strict=True))
    return packing.unpack(torch.cat(outputs)), packing.unsort(final)
