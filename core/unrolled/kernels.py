"""Loops that numba compiles, kept on disk under the code that they were made of."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from unrolled.digests import digest_code
from unrolled.machine import cache_directory

_FORGOTTEN = 30 * 86_400.0
"""Seconds after which nobody comes back to code as it was."""
_SHARED = Path(__file__).parent / "prefetching.py"


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
    """Return where the loops of a folder are kept; a process that comes here for them marks the place as in use."""
    directory = cache_directory() / "numba" / digest_code([folder, _SHARED])[:32]
    with suppress(OSError):  # compiled loops that cannot be kept are compiled again
        if not directory.is_dir():
            directory.mkdir(parents=True, exist_ok=True)
            _sweep(directory.parent)
        os.utime(directory)
    return str(directory)


def _sweep(directory: Path) -> None:
    """Remove loops that no process has come for in a long time.

    One that comes at this very moment finds all or nothing there: it compiles them again.
    """
    for left in directory.iterdir():
        with suppress(OSError):  # another process sweeps too
            if time.time() - left.stat().st_mtime > _FORGOTTEN:
                with TemporaryDirectory(dir=directory) as away:
                    left.rename(Path(away) / left.name)
