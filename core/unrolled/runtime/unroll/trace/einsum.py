"""An ``einsum`` of two matrices, or of a matrix and a vector, traced as the product that it is.

Torch itself makes a batch of one product of it, between permutations of three dimensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

_OF_TWO = re.compile(r"([a-zA-Z]{1,2}),([a-zA-Z]{1,2})->([a-zA-Z]{1,2})")


class PlainEinsum(TorchFunctionMode):
    """Takes the product of two factors where an equation asks for no more: ``bi,oi->bo``, ``bi,i->b``."""

    def __torch_function__(
        self, func: Callable[..., Any], _types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run a function of torch."""
        product = _product(*args) if func is torch.einsum else None
        return func(*args, **(kwargs or {})) if product is None else product


def _product(equation: str, *operands: Any) -> Tensor | None:
    """Return the product that an equation stands for, None where it stands for something else."""
    terms = _OF_TWO.fullmatch(equation.replace(" ", ""))
    tensors: Sequence[Tensor] = operands[0] if len(operands) == 1 else operands
    if terms is None or [len(term) for term in terms.groups()[:2]] != [tensor.dim() for tensor in tensors]:
        return None
    first, second, result = terms.groups()
    left, right = tensors
    if result[0] in second:
        first, second, left, right = second, first, right, left
    summed = set(first) & set(second)
    kept = [letter for letter in first + second if letter not in summed]
    if len(summed) != 1 or len(kept) != len(first + second) - 2 or sorted(result) != sorted(kept):
        return None
    left = left if first[-1] in summed else left.t()
    right = right if second[0] in summed else right.t()
    return left @ right if left.shape[-1] == right.shape[0] else None  # einsum repeats a single column
