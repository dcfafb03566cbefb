"""One process at a time in a directory, and no process that outlives the one it works for."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shlex
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from unrolled.durable.disk import make_directory, reported
from unrolled.errors import BusyError, Problem
from unrolled.secrets import without_passwords

_PR_SET_PDEATHSIG = 1


@contextmanager
def lock(path: Path) -> Generator[None]:
    """Hold a lock file for as long as the block runs; the kernel lets go of it when the process dies.

    Args:
        path: of the lock file, outside every output.

    Raises:
        BusyError: another process holds it; the message names its pid, host and command.
    """
    make_directory(path.parent)
    with reported(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(handle, 4096, 0).decode(errors="replace").strip() or "another process"
            raise BusyError(Problem(f"busy: {owner} is at work here", where=str(path.parent))) from error
        os.ftruncate(handle, 0)
        command = without_passwords(shlex.join(sys.argv))
        os.pwrite(handle, f"pid {os.getpid()} on {socket.gethostname()} ({command})\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, so that no orphan writes beside a second run."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
