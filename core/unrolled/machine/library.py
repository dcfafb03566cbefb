"""Compiled libraries: made once, kept whole, found again."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from unrolled.durable import make_directory, outside, remove, sha256, write_text
from unrolled.errors import Problem, ResourceError
from unrolled.machine.cache import cache_directory, machine_digest
from unrolled.machine.compiler import compiler_stamp

# Contraction into fused multiply-adds is all that is allowed to change a result; -ffast-math would lose NaN.
_FLAGS = (
    *("-std=c++20", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"),
    *("-w", "-fPIC", "-shared", "-x", "c++", "-"),
)
_ABANDONED = 3600.0  # seconds; no compiler takes nearly as long
_FULL = "No space left on device", "Disk quota exceeded"
_WIDE = ("-mprefer-vector-width=512",) if platform.machine() in {"x86_64", "AMD64"} else ()


def compile_library(source: str, compiler: tuple[str, ...]) -> Path:
    """Return the path of a shared library, compiled where it is not there yet, or not whole.

    Args:
        source: C++, complete in itself.
        compiler: command of the compiler.

    Raises:
        ResourceError: the compiler refuses, or the disk does.
    """
    command = (*compiler, *_WIDE, *_FLAGS)
    digest = hashlib.sha256("\0".join((machine_digest(), compiler_stamp(), *command, source)).encode()).hexdigest()
    name = digest[:32]
    path = cache_directory() / "libraries" / f"{name}.so"
    if find_library(name) is None:
        try:
            make_directory(path.parent)
        except (OSError, ResourceError) as error:
            what = "compiled cells cannot be kept here"
            next_command = "XDG_CACHE_HOME=DIRECTORY unrolled run"
            raise ResourceError(Problem(what, where=str(path.parent), command=next_command)) from error
        _sweep(path.parent)
        _make(path, list(command), source)
    return path


def find_library(name: str) -> Path | None:
    """Return a library that was compiled before, None where it is not there or not whole.

    Opening a damaged one would end the process.

    Args:
        name: the stem of its file.
    """
    path = cache_directory() / "libraries" / f"{name}.so"
    try:
        return path if path.with_suffix(".sha256").read_text(encoding="utf-8") == sha256(path) else None
    except (OSError, UnicodeDecodeError):
        return None


def _sweep(directory: Path) -> None:
    """Remove what compilations that were killed have left, and nothing of one that still runs."""
    for left in directory.glob(".*.tmp"):
        with suppress(OSError, ResourceError):  # another process sweeps too
            if time.time() - left.stat().st_mtime > _ABANDONED:
                remove(left)


def _make(path: Path, command: list[str], source: str) -> None:
    with outside(path) as temporary, TemporaryDirectory(".tmp", f".{path.name}.", path.parent) as scratch:
        _compile([*command, "-o", str(temporary)], source, Path(scratch))
    write_text(path.with_suffix(".sha256"), sha256(path))


def _compile(command: list[str], source: str, scratch: Path) -> None:
    """Run the compiler; its own temporary files stay on the library's disk."""
    environment = {"PATH": os.defpath, **os.environ, "TMPDIR": str(scratch), "LC_ALL": "C"}
    done = subprocess.run(command, input=source, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not Path(command[-1]).stat().st_size:
        if full := next((words for words in _FULL if words in done.stderr), ""):
            disk = str(scratch.parent)
            raise ResourceError(Problem(f"cannot write: {full}", where=disk, command=shlex.join(["df", "-h", disk])))
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:200])
        what = f"the C++ compiler ended with exit code {done.returncode} and made nothing: {said or 'it said nothing'}"
        raise ResourceError(Problem(what, where=shlex.join(command[:1]), command="unrolled run unroll.backend=hoisted"))
