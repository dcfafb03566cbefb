"""Loops that numba compiles, kept on disk under the code that they were made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from unrolled.digests import digest_code
from unrolled.machine import cache_directory


def compile_kernel(function: Callable[..., Any], folder: Path, **options: Any) -> Any:
    """Compile a function when it is first called, without the interpreter's lock, or find it as it was compiled before.

    Args:
        function: in the part of Python that numba knows.
        folder: of all modules that the function is made of; numba's own cache would see a change of one file only.
        **options: of ``numba.njit``.
    """
    from numba import config as known
    from numba import njit

    config: Any = known
    before = config.CACHE_DIR
    config.CACHE_DIR = _directory(folder)
    try:
        return njit(nogil=True, cache=True, **options)(function)
    except RuntimeError:  # no directory can be written to
        return njit(nogil=True, **options)(function)
    finally:
        config.CACHE_DIR = before


@cache
def _directory(folder: Path) -> str:
    return str(cache_directory() / "numba" / digest_code([folder])[:32])
