"""The C++ compiler: the system's, or the one in the package ``ziglang``."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from unrolled.machine.cache import cell_directory


def find_compiler() -> tuple[str, ...] | None:
    """Return the command of a C++ compiler, None where there is none.

    ``CXX`` names one, and then no other is looked for; else the system's is taken, else that of ``ziglang``.
    """
    named = os.environ.get("CXX", "").split()
    for name in named[:1] or ("c++", "g++", "clang++"):
        if found := shutil.which(name):
            return (found, *named[1:])
    if named:
        return None
    return (sys.executable, "-m", "ziglang", "c++") if find_spec("ziglang") else None


def compiler_stamp() -> str:
    """Return what changes when the compiler does: where its file is, how long, and how old; empty without one."""
    found = find_compiler()
    if found is None:
        return ""
    file = Path(found[0]).resolve()
    return f"{shlex.join(found)} {file} {file.stat().st_size} {file.stat().st_mtime_ns}"


def can_compile(identity: str | None) -> bool:
    """Tell whether a cell can run compiled: a compiler is there, or it was compiled before.

    Args:
        identity: digest of the cell's code and fields, None where it is not known.
    """
    return find_compiler() is not None or (identity is not None and cell_directory(identity).is_dir())
