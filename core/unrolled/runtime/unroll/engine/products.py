"""The products that are hoisted out of the loop, in the library's own kernels.

Shapes: N rows of all steps, I and O columns.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor

from unrolled.errors import ConfigError, Problem
from unrolled.runtime.unroll.cpp import PANEL
from unrolled.runtime.unroll.engine.library import address, number
from unrolled.runtime.unroll.engine.shares import run_shares, share_evenly
from unrolled.runtime.unroll.memory import new_empty


@dataclass(frozen=True, slots=True)
class HoistedProduct:
    """One product of a library.

    Args:
        library: that has it.
        index: of the product.
        sizes: columns of its left side and of its result.
    """

    library: ctypes.CDLL
    index: int
    sizes: tuple[int, int]

    def __call__(self, *operands: Tensor) -> Tensor:
        """Multiply all rows.

        Args:
            *operands: those of ``mm`` or of ``addmm``.
        """
        *bias, x_NI, weight_IO = operands
        shapes = (x_NI.shape[1], *weight_IO.shape), {operand.dtype for operand in operands}
        if shapes != ((self.sizes[0], *self.sizes), {x_NI.dtype}):
            raise ValueError(f"cannot multiply {tuple(x_NI.shape)} and {tuple(weight_IO.shape)} of {shapes[1]}")
        return cast("Tensor", _Product.apply(self, x_NI, weight_IO, bias[0] if bias else None))

    def rows(self, name: str, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """Return rows times a matrix, a share of the rows a thread.

        Args:
            name: of the function behind the product's own; empty for the product itself.
            x: rows.
            weight: with any strides.
            bias: added to each row, where there is one.
        """
        y, packed = new_empty(x, len(x), weight.shape[1]), self._packed(weight)
        run, start = getattr(self.library, f"product{self.index}{name}"), [address(bias)] if name == "" else []

        def call(first: int, last: int) -> None:
            run(address(x), address(packed), *start, address(y), number(first), number(last))

        run_shares(call, share_evenly(len(x), torch.get_num_threads()))
        return y

    def weight(self, x_NI: Tensor, d_NO: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients of matrix and bias, a share of their columns a thread.

        Args:
            x_NI: rows.
            d_NO: gradient of the result.
        """
        d_weight, d_bias = d_NO.new_empty(x_NI.shape[1], d_NO.shape[1]), d_NO.new_empty(d_NO.shape[1])
        run, rows, threads = (
            getattr(self.library, f"product{self.index}_weight"),
            number(len(d_NO)),
            torch.get_num_threads(),
        )

        def call(share: int, shares: int) -> None:
            where = address(d_weight), address(d_bias)
            run(address(x_NI), address(d_NO), rows, *where, number(share), number(shares))

        run_shares(call, [(share, threads) for share in range(threads)])
        return d_weight, d_bias

    def _packed(self, weight: Tensor) -> Tensor:
        """Return a matrix as the kernels read it."""
        packed = weight.new_empty(weight.shape[0] * (weight.shape[1] + PANEL))
        layout = (number(size) for size in (*weight.shape, *weight.stride()))
        self.library.pack_matrix(address(packed), address(weight), *layout)
        return packed


def refuse_second_derivative() -> None:
    """Raise where a gradient shall be differentiated once more, which compiled code cannot be.

    Raises:
        ConfigError: always, where autograd records what backward does.
    """
    if torch.is_grad_enabled():
        what = "the compiled time loop has no second derivative"
        raise ConfigError(Problem(what, where="unroll.backend", nearest="hoisted"))


class _Product(torch.autograd.Function):
    """x W + b over all rows, with gradients that are the same at any number of threads."""

    @staticmethod
    def forward(ctx: Any, product: HoistedProduct, x_NI: Tensor, weight_IO: Tensor, bias_O: Tensor | None) -> Tensor:
        x_NI = x_NI.contiguous()
        ctx.product, ctx.has_bias = product, bias_O is not None
        ctx.save_for_backward(x_NI, weight_IO)
        return product.rows("", x_NI, weight_IO, None if bias_O is None else bias_O.contiguous())

    @staticmethod
    def backward(ctx: Any, d_NO: Tensor) -> tuple[Tensor | None, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]
        refuse_second_derivative()
        x_NI, weight_IO = ctx.saved_tensors
        d_NO = d_NO.contiguous()
        d_x = ctx.product.rows("_input", d_NO, weight_IO.t()) if ctx.needs_input_grad[1] else None
        if not any(ctx.needs_input_grad[2:]):
            return None, d_x, None, None
        d_weight, d_bias = ctx.product.weight(x_NI, d_NO)
        return None, d_x, d_weight, d_bias if ctx.has_bias else None
