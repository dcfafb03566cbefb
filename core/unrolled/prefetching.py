"""Memory that a compiled loop asks for before it needs it."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import for_range_slice, get_or_insert_function
from numba.extending import intrinsic

_BYTE, _I32, _I64 = ir.IntType(8).as_pointer(), ir.IntType(32), ir.IntType(64)
_TO_WRITE, _NEAREST, _DATA = _I32(1), _I32(3), _I32(1)
_LINE = 64
"""Bytes that come at once."""


def emit_prefetch(builder: Any, first: Any, size: Any) -> None:
    """Write the instructions that have bytes brought near, to be changed soon.

    Args:
        builder: of the code.
        first: address of the first one.
        size: how many.
    """
    kind = ir.FunctionType(ir.VoidType(), [_BYTE, _I32, _I32, _I32])
    function = get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    with for_range_slice(builder, _I64(0), size, _I64(_LINE)) as (offset, _loop):
        byte = builder.inttoptr(builder.add(first, offset), _BYTE)
        builder.call(function, [byte, _TO_WRITE, _NEAREST, _DATA])


@intrinsic
def _prefetch(_typing: Any, address: Any, size: Any) -> Any:  # noqa: ARG001 - numba's signature
    def code(context: Any, builder: ir.IRBuilder, _signature: Any, arguments: Any) -> Any:
        emit_prefetch(builder, *arguments)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), code


prefetch: Any = _prefetch
"""Has the bytes behind an address, as many as the second number says, brought near: they are to be changed soon."""
