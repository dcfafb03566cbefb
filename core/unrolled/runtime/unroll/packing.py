"""The layout without padding: at each step the rows of the sequences that are still running, longest first.

Shapes: B batch, T time, I input, H hidden, N valid steps of all sequences.
"""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled.contracts import State


class Packing:
    """Moves sequences between the padded layout and the packed one, which is that of ``PackedSequence``.

    One gather each way, straight from and to the caller's order: torch's own pair sorts, copies step by step and
    sorts back, which takes as long as a tenth of an LSTM.

    Args:
        lengths_B: int64 lengths on the CPU, each at least 1.
        steps: width of the padded layout, T.
        device: of what will be moved.
    """

    def __init__(self, lengths_B: Tensor, steps: int, device: torch.device) -> None:
        order_B = lengths_B.argsort(descending=True, stable=True)
        live_TB = torch.arange(int(lengths_B.max()))[:, None] < lengths_B[order_B]
        rows_TB = torch.arange(len(live_TB))[:, None] + steps * order_B
        self.batch_sizes = live_TB.sum(1)
        """Rows of each step, on the CPU."""
        self._shape = len(lengths_B), steps
        self._rows_N = rows_TB[live_TB].to(device)
        self._order_B = order_B.to(device)
        self._back_B = order_B.argsort().to(device)

    def pack(self, x_BTI: Tensor) -> Tensor:
        """Return x_NI, all rows of the first step, then all of the second, and so on.

        Args:
            x_BTI: padded behind.
        """
        return x_BTI.flatten(0, 1).index_select(0, self._rows_N)

    def unpack(self, y_NH: Tensor) -> Tensor:
        """Return y_BTH, zero past each length.

        Args:
            y_NH: rows as ``pack`` orders them.
        """
        y_MH = y_NH.new_zeros(self._shape[0] * self._shape[1], *y_NH.shape[1:])
        return y_MH.index_copy(0, self._rows_N, y_NH).unflatten(0, self._shape)

    def sort(self, state: State) -> State:
        """Return a state with the rows of the longest sequences first.

        Args:
            state: in the order of the batch.
        """
        return tuple(part.index_select(0, self._order_B) for part in state)

    def unsort(self, state: State) -> State:
        """Return a state in the order of the batch.

        Args:
            state: as ``sort`` gave it.
        """
        return tuple(part.index_select(0, self._back_B) for part in state)
