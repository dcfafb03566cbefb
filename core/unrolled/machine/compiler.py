"""The C++ compiler: the system's, or the one in the package ``ziglang``."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from unrolled.durable import make_directory, outside
from unrolled.errors import Problem, ResourceError
from unrolled.machine.cache import cache_directory, cell_directory, machine_digest

# Contraction into fused multiply-adds is all that is allowed to change a result; -ffast-math would lose NaN.
_FLAGS = (
    *("-std=c++20", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"),
    *("-w", "-fPIC", "-shared", "-x", "c++", "-"),
)
_WIDE = ("-mprefer-vector-width=512",) if platform.machine() in {"x86_64", "AMD64"} else ()


def find_compiler() -> tuple[str, ...] | None:
    """Return the command of a C++ compiler, None where there is none.

    ``CXX`` names one, and then no other is looked for; else the system's is taken, else that of ``ziglang``.
    """
    named = shlex.split(os.environ.get("CXX", ""))
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


def compile_library(source: str, compiler: tuple[str, ...]) -> Path:
    """Return the path of a shared library, compiled where it is not there yet.

    Args:
        source: C++, complete in itself.
        compiler: command of the compiler.

    Raises:
        ResourceError: the compiler refuses, or the disk does.
    """
    command = (*compiler, *_WIDE, *_FLAGS)
    digest = hashlib.sha256("\0".join((machine_digest(), compiler_stamp(), *command, source)).encode()).hexdigest()
    library = library_path(digest[:32])
    if library.exists():
        return library
    make_directory(library.parent)
    with outside(library) as temporary:
        _compile([*command, "-o", str(temporary)], source, library.parent)
    return library


def library_path(name: str) -> Path:
    """Return where a compiled library stands.

    Args:
        name: digest of what it was compiled from.
    """
    return cache_directory() / "libraries" / f"{name}.so"


def _compile(command: list[str], source: str, scratch: Path) -> None:
    """Run the compiler; its own temporary files stay beside the library."""
    environment = {"PATH": os.defpath, **os.environ, "TMPDIR": str(scratch)}
    done = subprocess.run(command, input=source, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:200])
        what = f"the C++ compiler gave up with exit code {done.returncode}: {said}"
        raise ResourceError(Problem(what, where=shlex.join(command[:1]), command="unrolled run unroll.backend=hoisted"))
