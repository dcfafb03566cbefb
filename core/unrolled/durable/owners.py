"""Which process a lock or a lease belongs to, and whether that process is known to be gone."""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
from pathlib import Path
from typing import Any

from unrolled.secrets import without_passwords

_PROC = Path("/proc")


def this_owner(token: str = "") -> bytes:
    """Return who this process is, as one line of JSON.

    Args:
        token: to stand in it, by which it knows its own line again.
    """
    machine = _machine()
    facts = {
        "token": token,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "command": without_passwords(shlex.join(sys.argv)),
        "machine": machine,
        "started": _started(os.getpid()) if machine else "",
    }
    return json.dumps(facts, sort_keys=True).encode() + b"\n"


def is_gone(owner: bytes) -> bool:
    """Tell whether a process that ran on this machine is there no more.

    Args:
        owner: as ``this_owner`` gave it, perhaps on another machine.

    Returns:
        False also where nothing can be known: of a process on another machine, or where the line is torn.
    """
    try:
        facts: Any = json.loads(owner)
        machine, pid, started = facts["machine"], int(facts["pid"]), facts["started"]
    except (ValueError, TypeError, KeyError):
        return False
    return bool(machine) and machine == _machine() and not _exists(pid, started)


def told(owner: bytes) -> str:
    """Return an owner as messages call it; empty where the line is torn.

    Args:
        owner: as ``this_owner`` gave it, perhaps on another machine.
    """
    try:
        facts: Any = json.loads(owner)
        return f"pid {facts['pid']} on {facts['host']} ({facts['command']})"
    except (ValueError, TypeError, KeyError):
        return ""


def _machine() -> str:
    """Name this start of this kernel, and the processes that this one can see; host names repeat."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _exists(pid: int, started: str) -> bool:
    """Tell whether a process of this machine is there still, and is not another with its number, or a zombie."""
    try:
        return _started(pid) == started
    except OSError:  # not there, or another user's on a machine that hides those
        try:
            os.kill(pid, 0)
        except OSError as error:
            return not isinstance(error, ProcessLookupError)
        return True


def _started(pid: int) -> str:
    """Return when a process started, in the kernel's ticks; empty for a zombie."""
    # The name in brackets may hold brackets and blanks itself.
    fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]
