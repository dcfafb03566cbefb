"""Where compiled cells are kept, and for which machine they were compiled."""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from pathlib import Path


def cache_directory() -> Path:
    """Return the user's directory for what can be made again at any time; it need not exist yet."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path("~/.cache").expanduser()) / "unrolled"


def cell_directory(identity: str) -> Path:
    """Return where the compiled forms of a cell are kept; it need not exist yet.

    Args:
        identity: digest of the cell's code and fields.
    """
    return cache_directory() / "cells" / hashlib.sha256(f"{machine_digest()}\0{identity}".encode()).hexdigest()[:32]


@cache
def machine_digest() -> str:
    """Return a digest of all that decides whether a library runs here: processor, its features, the C library."""
    features = [line for line in _processor() if line.startswith(("flags", "Features"))]
    known = [platform.machine(), platform.system(), *platform.libc_ver(), *features[:1]]
    return hashlib.sha256("\0".join(known).encode()).hexdigest()


def _processor() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return [platform.processor()]
