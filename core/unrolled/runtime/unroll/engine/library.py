"""A compiled library, and what its functions are handed."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from torch import Tensor


@cache
def open_library(path: Path) -> ctypes.CDLL:
    """Return a library, opened once a process.

    Args:
        path: of the file.
    """
    return ctypes.CDLL(str(path))


def address(tensor: Tensor | None) -> ctypes.c_void_p:
    """Return where a tensor's values stand, nowhere for None.

    Args:
        tensor: contiguous, or read by its strides.
    """
    return ctypes.c_void_p(None if tensor is None else tensor.data_ptr())


def number(value: int) -> ctypes.c_long:
    """Return a whole number as a library takes it.

    Args:
        value: the number.
    """
    return ctypes.c_long(value)


def addresses(tensors: Sequence[Tensor | None]) -> ctypes.Array[ctypes.c_void_p]:
    """Return the addresses of tensors as a library takes them.

    Args:
        tensors: in the library's order.
    """
    values = [None if tensor is None else tensor.data_ptr() for tensor in tensors]
    return (ctypes.c_void_p * max(len(values), 1))(*values)
