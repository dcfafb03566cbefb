"""One process at a time in a directory, and no process that outlives the one it works for."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from unrolled.durable.disk import make_directory, reported
from unrolled.durable.owners import is_gone, this_owner, told
from unrolled.errors import BusyError, Problem

_PR_SET_PDEATHSIG = 1
_LONGEST = 1 << 20
"""Bytes of a holder's line; a command can be long."""
_PATIENCE = 1.0
"""Seconds in which a process that took a lock writes who it is."""


@contextmanager
def lock(path: Path) -> Generator[None]:
    """Hold a lock file for as long as the block runs; the kernel lets go of it when the process dies.

    Args:
        path: of the lock file, outside every output.

    Raises:
        BusyError: another process holds it; the message names its pid, host and command.
    """
    make_directory(path.parent)
    owner = this_owner()
    with reported(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(Problem(f"busy: {_holder(handle)} is at work here", where=str(path.parent))) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, owner, 0)
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    """Return who holds a lock; one that has just taken it over from a dead process may not stand there yet."""
    deadline = time.monotonic() + _PATIENCE
    owner = b""
    while time.monotonic() < deadline:
        owner = os.pread(handle, _LONGEST, 0)
        if owner and not is_gone(owner):
            break
        time.sleep(0.01)
    return told(owner) or "another process"


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, so that no orphan writes beside a second run."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
