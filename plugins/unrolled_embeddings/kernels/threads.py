"""Threads that meet inside a compiled loop."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import inlined

_I32, _I64 = ir.IntType(32), ir.IntType(64)
_PATIENCE = 1024
"""Looks at the counter before a waiting thread lets another run on its core."""


def _arrive_code(_typing: Any, counter: Any) -> Any:  # noqa: ARG001
    """Add one to a counter that threads share; return what it was."""

    def code(_context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", builder.inttoptr(arguments[0], _I64.as_pointer()), _I64(1), "seq_cst")

    return types.int64(types.int64), code


def _arrived_code(_typing: Any, counter: Any) -> Any:  # noqa: ARG001
    """Read the counter as the other threads have left it."""

    def code(_context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        return builder.load_atomic(builder.inttoptr(arguments[0], _I64.as_pointer()), "acquire", 8)

    return types.int64(types.int64), code


def _give_way_code(_typing: Any) -> Any:
    """Let another thread run."""

    def code(_context: Any, builder: ir.IRBuilder, _: Any, _arguments: Any) -> Any:
        return builder.call(get_or_insert_function(builder.module, ir.FunctionType(_I32, []), "sched_yield"), [])

    return types.int32(), code


_arrive: Any = intrinsic(_arrive_code)
_arrived: Any = intrinsic(_arrived_code)
_give_way: Any = intrinsic(_give_way_code)


@inlined
def meet(counter_1: NDArray[Any], threads: int) -> None:
    """Wait until all threads have come here.

    Args:
        counter_1: int64, shared by the threads, 0 at the start.
        threads: how many there are.
    """
    if threads == 1:
        return
    address = counter_1.ctypes.data
    all_here = (_arrive(address) // threads + 1) * threads
    looks = 0
    while _arrived(address) < all_here:
        looks += 1
        if looks % _PATIENCE == 0:
            _give_way()
