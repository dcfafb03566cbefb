"""Memory by address, where numba would go through an array, and what the processor does in one instruction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from unrolled.kernels import compile_kernel

_I64 = ir.IntType(64)


_F = TypeVar("_F", bound=Callable[..., object])


def kernel(function: _F) -> _F:
    """Compile a loop that makes no array.

    Numba counts no references to its arrays then, which would take longer than a word.

    Args:
        function: to compile.
    """
    return compile_kernel(function, Path(__file__).parent, forceinline=True, _nrt=False)


def compiled(function: _F) -> _F:
    """Compile a loop that makes arrays.

    Args:
        function: to compile.
    """
    return compile_kernel(function, Path(__file__).parent)


@kernel
def signed(number: np.uint64) -> int:
    """Return a number below 2^63 as an int64.

    Args:
        number: to turn.
    """
    return np.int64(number)  # pyright: ignore[reportReturnType] - an int is an int64 here


@intrinsic
def _load(_typing: Any, address: Any) -> Any:  # noqa: ARG001 - numba's signature
    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.load(builder.inttoptr(values[0], _I64.as_pointer()), align=1)

    return types.uint64(types.int64), generate


@intrinsic
def _trailing_zeros(_typing: Any, bits: Any) -> Any:  # noqa: ARG001 - numba's signature
    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.cttz(values[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


load: Callable[[int], np.uint64] = cast("Any", _load)
"""Returns the eight bytes at an address as one number, the first byte lowest."""
trailing_zeros: Callable[[np.uint64], int] = cast("Any", _trailing_zeros)
"""Returns the number of zero bits below the lowest set one; there must be one."""
