"""Which operations are taken apart, and into what.

Shapes: R rows, W width.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch._decomp import core_aten_decompositions, get_decompositions

from unrolled.runtime.unroll.trace.nodes import ROWS

aten = torch.ops.aten


def _layer_norm(
    x: Tensor, shape: list[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Take a layer norm apart into two reductions of each row; core ATen keeps it whole."""
    axes = list(range(x.dim() - len(shape), x.dim()))
    mean = x.mean(axes, keepdim=True)
    centred = x - mean
    rstd = torch.rsqrt((centred * centred).mean(axes, keepdim=True) + eps)
    y = centred * rstd
    if weight is not None:
        y = y * weight
    return (y if bias is None else y + bias), mean, rstd


def _softmax(x: Tensor, dim: int, half_to_float: bool) -> Tensor:  # noqa: ARG001 - the operation's signature
    """Take a softmax apart into two reductions."""
    e = torch.exp(x - torch.amax(x, dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def _log_softmax(x: Tensor, dim: int, half_to_float: bool) -> Tensor:  # noqa: ARG001 - the operation's signature
    """Take a logarithm of a softmax apart into two reductions."""
    centred = x - torch.amax(x, dim, keepdim=True)
    return centred - torch.log(torch.exp(centred).sum(dim, keepdim=True))


def _mean(x: Tensor, dim: list[int] | None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:  # noqa: ARG001
    """Take a mean apart into a sum and a division by a number."""
    axes = list(range(x.dim())) if dim is None else dim
    return x.sum(axes, keepdim=keepdim) * (1 / prod(x.shape[axis] for axis in axes))


def _var(x: Tensor, dim: list[int] | None = None, *, correction: float | None = None, keepdim: bool = False) -> Tensor:
    """Take a variance apart into two reductions."""
    axes = list(range(x.dim())) if dim is None else dim
    free = prod(x.shape[axis] for axis in axes) - (1 if correction is None else correction)
    centred = x - _mean(x, axes, keepdim=True)
    return (centred * centred).sum(axes, keepdim=keepdim) * (1 / free if free > 0 else float("nan"))


def _mv(matrix: Tensor, vector: Tensor) -> Tensor:
    """Take a product with a vector apart into a sum of each row, or over all rows."""
    if matrix.shape[1] == ROWS:
        return (matrix.t() * vector[:, None]).sum(0)
    return (matrix * vector).sum(1)


def _copy(target: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:  # noqa: ARG001
    """Take apart what is left of writing into a tensor, for which torch has no gradient."""
    return source.to(target.dtype).expand_as(target)


STEP: dict[Any, Callable[..., Any]] = {aten.copy.default: _copy}
"""For any step."""

_WHOLE = {aten.slice_scatter.default, aten.select_scatter.default}
ENGINE: dict[Any, Callable[..., Any]] = {
    **{operation: taken for operation, taken in core_aten_decompositions().items() if operation not in _WHOLE},
    **STEP,
    **get_decompositions(
        [
            aten.elu,
            aten.gelu,
            aten.hardtanh,
            aten.leaky_relu,
            aten.linalg_vector_norm,
        ]
    ),
    aten.native_layer_norm.default: _layer_norm,
    aten._softmax.default: _softmax,  # noqa: SLF001 - the operation's name
    aten._log_softmax.default: _log_softmax,  # noqa: SLF001 - the operation's name
    aten.mean.dim: _mean,
    aten.mv.default: _mv,
    aten.var.correction: _var,
}
"""For the engine: down to products, reductions of rows and operations on single elements."""
