"""How the loops here are compiled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from unrolled.kernels import compile_kernel

_HERE = Path(__file__).parent


def compiled(loop: Callable[..., Any]) -> Any:
    """Compile a loop.

    Args:
        loop: in the part of Python that numba knows.
    """
    return compile_kernel(loop, _HERE)


def lean(loop: Callable[..., Any]) -> Any:
    """Compile a loop that makes no array, without the counts of who refers to one: they took half of the time.

    Args:
        loop: in the part of Python that numba knows.
    """
    return compile_kernel(loop, _HERE, _nrt=False)


def inlined(part: Callable[..., Any]) -> Any:
    """Compile a function into each lean loop that calls it: a call would hand over all arrays number by number.

    Args:
        part: of a loop.
    """
    return compile_kernel(part, _HERE, _nrt=False, forceinline=True)
