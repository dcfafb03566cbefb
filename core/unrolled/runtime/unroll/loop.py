"""The fold of a cell's step: what every backend must equal, and what is left where a step cannot be traced.

Shapes: B batch, T time, I input, H hidden, N rows of all steps, L live rows: sequences that are not yet at their end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

import torch
from torch import Tensor
from torch.nn.functional import dropout

from unrolled.contracts import Cell, State
from unrolled.runtime.unroll.packing import Packing


class TimeLoop(Protocol):
    """A way to run a cell over a packed batch."""

    how: ClassVar[str]
    """In a word or three."""

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
        """Return y_NH and the state behind each sequence's last step, sorted.

        Args:
            cell: whose weights are used.
            x_NI: rows as ``packing`` orders them.
            state: before the first step, sorted as ``packing`` sorts.
            packing: of the batch.
            truncate: steps after which gradients stop; 0: never.
            mask: of the first state tensor, where there is one.
        """
        ...


class Fold:
    """One ``step`` after another, as the author wrote it."""

    how: ClassVar[str] = "step by step"

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
        """Run the cell over a packed batch; see ``TimeLoop``."""
        outputs: list[Tensor] = []
        ended: list[State] = []
        for time, x_LI in enumerate(torch.split(x_NI, packing.batch_sizes.tolist())):
            live = len(x_LI)
            ended.append(tuple(part[live:] for part in state))
            state = tuple(part[:live] for part in state)
            if truncate and time and time % truncate == 0:
                state = tuple(part.detach() for part in state)
            seen = (state[0] * mask[0][:live], *state[1:]) if mask else state
            y_LH, state = cell.step(x_LI, seen)
            outputs.append(y_LH)
        ended.append(state)
        return torch.cat(outputs), tuple(torch.cat(parts[::-1]) for parts in zip(*ended, strict=True))


def run_packed(
    loop: TimeLoop,
    cell: Cell,
    x_BTI: Tensor,
    state: State,
    packing: Packing,
    *,
    truncate: int | None = None,
    recurrent_dropout: float = 0.0,
) -> tuple[Tensor, State]:
    """Run a cell over a padded batch; no step is taken on padding.

    Args:
        loop: how.
        cell: with a ``step``.
        x_BTI: inputs, padded behind.
        state: before the first step.
        packing: of the batch.
        truncate: steps after which the state is detached; None: never.
        recurrent_dropout: share of the first state tensor that no step sees; one mask a sequence, fixed in time
            (Gal & Ghahramani, 2016).

    Returns:
        y_BTH, zero past each length, and the state of each sequence's last valid step.
    """
    state = packing.sort(state)
    mask = [dropout(torch.ones_like(state[0]), recurrent_dropout)] if recurrent_dropout and state else []
    y_NH, state = loop.run(cell, packing.pack(x_BTI), state, packing, truncate=truncate or 0, mask=mask)
    return packing.unpack(y_NH), packing.unsort(state)


def run_loop(
    cell: Cell,
    x_BTI: Tensor,
    state: State,
    lengths_B: Tensor,
    *,
    truncate: int | None = None,
    recurrent_dropout: float = 0.0,
) -> tuple[Tensor, State]:
    """Run a cell as the fold of its ``step``; see ``run_packed``.

    Args:
        cell: with a ``step``.
        x_BTI: inputs, padded behind.
        state: before the first step.
        lengths_B: int64 lengths on the CPU, each at least 1.
        truncate: steps after which the state is detached; None: never.
        recurrent_dropout: share of the first state tensor that no step sees.

    Returns:
        y_BTH, zero past each length, and the state of each sequence's last valid step.
    """
    packing = Packing(lengths_B, x_BTI.shape[1], x_BTI.device)
    dropped = recurrent_dropout
    return run_packed(Fold(), cell, x_BTI, state, packing, truncate=truncate, recurrent_dropout=dropped)
