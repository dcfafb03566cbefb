"""The backend that hands all of time to the cell's own kernel.

Shapes: B batch, T time, I input, H hidden, K steps of a piece, L live rows.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad

from unrolled.contracts import State


class SequenceCell(Protocol):
    """A cell with a time loop of its own; the contract's ``Cell`` says what it must equal."""

    def sequence(self, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        """Return y_BTH, zero past each length, and the state of each sequence's last valid step.

        Args:
            x_BTI: inputs, padded behind.
            state: before the first step.
            lengths_B: int64 lengths on the CPU, each at least 1.
        """
        ...


def run_fused(
    cell: SequenceCell, x_BTI: Tensor, state: State, lengths_B: Tensor, *, truncate: int | None = None
) -> tuple[Tensor, State]:
    """Unroll a cell through its ``sequence``.

    Args:
        cell: with a kernel of its own.
        x_BTI: inputs, padded behind.
        state: before the first step.
        lengths_B: int64 lengths on the CPU, each at least 1.
        truncate: steps after which the state is detached; None: never.

    Returns:
        y_BTH, zero past each length, and the state of each sequence's last valid step.
    """
    if truncate is None:
        return cell.sequence(x_BTI, state, lengths_B)
    longest = int(lengths_B.max())
    pieces: list[Tensor] = []
    for start in range(0, longest, truncate):
        x_BKI = x_BTI[:, start : min(start + truncate, longest)]
        y_BKH, state = _run_piece(cell, x_BKI, state, lengths_B - start, detach=start > 0)
        pieces.append(y_BKH)
    return pad(torch.cat(pieces, 1), (0, 0, 0, x_BTI.shape[1] - longest)), state


def _run_piece(
    cell: SequenceCell, x_BKI: Tensor, state: State, left_B: Tensor, *, detach: bool
) -> tuple[Tensor, State]:
    """Unroll over one piece the sequences that reach into it; the others stay as they ended.

    Args:
        cell: with a kernel of its own.
        x_BKI: the piece, K steps.
        state: before the piece.
        left_B: steps left to each sequence; none where it is not positive.
        detach: whether gradients stop in front of the piece.

    Returns:
        y_BKH and the state behind the piece.
    """
    live_L = (left_B > 0).nonzero().squeeze(1)
    rows_L = live_L.to(x_BKI.device)
    before = tuple(part.index_select(0, rows_L) for part in state)
    if detach:
        before = tuple(part.detach() for part in before)
    lengths_L = left_B[live_L].clamp(max=x_BKI.shape[1])
    y_LKH, after = cell.sequence(x_BKI.index_select(0, rows_L), before, lengths_L)
    y_BKH = y_LKH.new_zeros(len(left_B), *y_LKH.shape[1:]).index_copy(0, rows_L, y_LKH)
    return y_BKH, tuple(old.index_copy(0, rows_L, new) for old, new in zip(state, after, strict=True))
