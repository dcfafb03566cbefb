"""The layout without padding: at each step the rows of the sequences that are still running, longest first.

Shapes: B batch, T time, I input, H hidden, N valid steps of all sequences.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

import torch
from torch import Tensor

from unrolled.contracts import State
from unrolled.runtime.unroll.memory import new_empty


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
        self.lengths_B = lengths_B
        self._width, self._device = steps, device
        lengths: list[int] = lengths_B.tolist()
        self.is_dense = all(length == steps for length in lengths)
        """Whether all sequences have all steps; then packing only swaps batch and time."""
        self.steps = sorted(lengths, reverse=True)
        """Steps of each sequence, the longest first."""
        self.rows = sum(lengths)
        """Rows of all steps, N."""

    @cached_property
    def batch_sizes(self) -> Tensor:
        """Rows of each step, on the CPU."""
        if self.is_dense:
            return torch.full((self._width,), len(self.steps))
        return self._live.sum(1)

    @cached_property
    def last_rows(self) -> Tensor:
        """Row of each sequence's last state among B initial ones and N later ones, the longest sequence first."""
        batch = len(self.steps)
        number_B = torch.arange(batch)
        if self.is_dense:
            return (number_B + self.rows).to(self._device)
        ends_T, last_B = self.batch_sizes.cumsum(0), torch.tensor(self.steps) - 1
        return (batch + ends_T[last_B] - self.batch_sizes[last_B] + number_B).to(self._device)

    @cached_property
    def rows_before(self) -> Tensor | None:
        """Row of the state before each step among those of ``last_rows``; None where it is the step's own number."""
        if self.is_dense:
            return None
        starts_T = self.batch_sizes.cumsum(0) - self.batch_sizes
        before_T = torch.cat([starts_T[:1], len(self.steps) + starts_T[:-1]])
        return torch.arange(self.rows) + (before_T - starts_T).repeat_interleave(self.batch_sizes)

    @cached_property
    def _longest_first(self) -> Tensor:
        return self.lengths_B.argsort(descending=True, stable=True)

    @cached_property
    def _live(self) -> Tensor:
        """Whether a sequence, the longest first, has a step."""
        return torch.arange(self.steps[0])[:, None] < self.lengths_B[self._longest_first]

    @cached_property
    def _padded_rows(self) -> Tensor:
        """Row of each step in the padded layout."""
        rows_TB = torch.arange(self.steps[0])[:, None] + self._width * self._longest_first
        return rows_TB[self._live].to(self._device)

    @cached_property
    def _order(self) -> Tensor:
        return self._longest_first.to(self._device)

    @cached_property
    def _back(self) -> Tensor:
        return self._longest_first.argsort().to(self._device)

    def pack(self, x_BTI: Tensor) -> Tensor:
        """Return x_NI, all rows of the first step, then all of the second, and so on.

        Args:
            x_BTI: padded behind.
        """
        return cast("Tensor", _Pack.apply(self, x_BTI))

    def unpack(self, y_NH: Tensor) -> Tensor:
        """Return y_BTH, zero past each length.

        Args:
            y_NH: rows as ``pack`` orders them.
        """
        if self.is_dense:
            return y_NH.unflatten(0, (self._width, len(self.steps))).transpose(0, 1)
        return cast("Tensor", _Unpack.apply(self, y_NH))

    def gather(self, x_BTI: Tensor) -> Tensor:
        """Return what ``pack`` does, outside autograd.

        Args:
            x_BTI: padded behind.
        """
        x_NI = new_empty(x_BTI, self.rows, x_BTI.shape[2])
        if self.is_dense:
            x_NI.view(self._width, -1, x_BTI.shape[2]).copy_(x_BTI.transpose(0, 1))
            return x_NI
        return torch.index_select(x_BTI.flatten(0, 1), 0, self._padded_rows, out=x_NI)

    def scatter(self, y_NH: Tensor) -> Tensor:
        """Return what ``unpack`` does where lengths differ, outside autograd.

        Args:
            y_NH: rows as ``pack`` orders them.
        """
        y_MH = new_empty(y_NH, len(self.steps) * self._width, y_NH.shape[1]).zero_()
        return y_MH.index_copy_(0, self._padded_rows, y_NH).unflatten(0, (len(self.steps), self._width))

    def sort(self, state: State) -> State:
        """Return a state with the rows of the longest sequences first.

        Args:
            state: in the order of the batch.
        """
        return state if self.is_dense else tuple(part.index_select(0, self._order) for part in state)

    def unsort(self, state: State) -> State:
        """Return a state in the order of the batch.

        Args:
            state: as ``sort`` gave it.
        """
        return state if self.is_dense else tuple(part.index_select(0, self._back) for part in state)


class _Pack(torch.autograd.Function):
    """From the padded layout to the packed one; the gradient goes the way back, which has a gradient too."""

    @staticmethod
    def forward(ctx: Any, packing: Packing, x_BTI: Tensor) -> Tensor:
        ctx.packing = packing
        return packing.gather(x_BTI)

    @staticmethod
    def backward(ctx: Any, d_NI: Tensor) -> tuple[None, Tensor]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None, ctx.packing.unpack(d_NI)


class _Unpack(torch.autograd.Function):
    """From the packed layout to the padded one."""

    @staticmethod
    def forward(ctx: Any, packing: Packing, y_NH: Tensor) -> Tensor:
        ctx.packing = packing
        return packing.scatter(y_NH)

    @staticmethod
    def backward(ctx: Any, d_BTH: Tensor) -> tuple[None, Tensor]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None, ctx.packing.pack(d_BTH)
