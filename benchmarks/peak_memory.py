"""How much memory something needs at most, beyond what was there before it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path


def growth(run: Callable[[], object]) -> int:
    """Return how many KiB this process grows at most while something runs.

    Args:
        run: to be measured, everything that it needs being imported and compiled.
    """
    # Freed pages go back to the system and the high-water mark down to what is left: else the run would hide in
    # the memory that imports and earlier runs once took.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _high_water()
    run()
    return _high_water() - before


def _high_water() -> int:
    """Return the most memory that the process has had, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
