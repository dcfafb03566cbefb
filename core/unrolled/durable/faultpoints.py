"""Named places where a test can kill the process, fill the disk or break a device.

``UNROLLED_FAULT="durable.write.fsync:kill@3"`` kills the process at the third passage of that point. The name may
hold ``*``. The actions: ``kill``, ``enospc``, ``eio``, ``delay:SECONDS``, ``raise``.
"""

from __future__ import annotations

import errno
import os
import signal
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase

VARIABLE = "UNROLLED_FAULT"


@dataclass(slots=True)
class _Plan:
    pattern: str
    action: str
    argument: str
    passage: int
    passed: int = 0


def _parse(text: str) -> _Plan | None:
    if not text:
        return None
    text, _, passage = text.partition("@")
    pattern, _, action = text.partition(":")
    action, _, argument = action.partition(":")
    if action not in {"kill", "enospc", "eio", "delay", "raise"}:
        raise ValueError(f"{VARIABLE}={text!r}: the action is one of kill, enospc, eio, delay:SECONDS, raise")
    return _Plan(pattern, action, argument, int(passage or 1))


_plan = _parse(os.environ.get(VARIABLE, ""))


def faultpoint(name: str) -> None:
    """Do what the environment asks for at this point; nothing, at the cost of one comparison, when it asks nothing.

    Args:
        name: dotted: the room, the piece of work, the moment.
    """
    if _plan is None or not fnmatchcase(name, _plan.pattern):
        return
    _plan.passed += 1
    if _plan.passed == _plan.passage:
        _act(_plan, name)


def _act(plan: _Plan, name: str) -> None:
    match plan.action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "enospc":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case "eio":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        case "delay":
            time.sleep(float(plan.argument))
        case _:
            raise RuntimeError(f"fault point {name}")
