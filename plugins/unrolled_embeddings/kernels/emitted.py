"""Code that is written as LLVM instructions and called from compiled loops."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WHOLE, NUMBER = types.int64, types.float32


def emitted(code: Callable[..., None], **arguments: Any) -> Any:
    """Return a function for compiled loops that gives nothing back.

    Args:
        code: what writes the instructions, from a builder and the arguments' values.
        **arguments: numba's type of each.
    """

    def emit(context: Any, builder: ir.IRBuilder, _: Any, values: Any) -> Any:
        code(builder, *values)
        return context.get_dummy_value()

    def block(_typing: Any, *_arguments: Any) -> Any:
        return types.void(*arguments.values()), emit

    # numba reads the names of arguments off the signature, and takes no starred ones.
    names = ("typing", *arguments)
    block.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    block.__doc__ = code.__doc__
    return intrinsic(block)
