"""The other processes of a training on this machine: started, told their work, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from unrolled.durable import die_with_parent
from unrolled.errors import Problem, UnrolledError
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.rendezvous import joined, meet
from unrolled.runtime.together import Together
from unrolled.runtime.world import LostRankError, World, world_of
from unrolled.sections import TrainConfig

_GRACE = 10.0
"""Seconds that ranks have to end by themselves: one that failed tears the others along, and says why."""


class KilledRankError(LostRankError):
    """A process of the training ended without a word."""


@contextmanager
def launched(settings: TrainConfig, command: Sequence[str], job: Callable[[World], Any]) -> Generator[Ranks]:
    """Let all processes of a training on this machine run while the block runs; this one is the first of them.

    Args:
        settings: the ``train`` section.
        command: that starts one more; it calls ``serve``.
        job: returns what one more is told, picklable.

    Yields:
        The ranks, seen from this process.

    Raises:
        LostRankError: a rank did not come, or was killed.
        UnrolledError: what another rank failed with.
    """
    if settings.processes == 1:
        yield Ranks()
        return
    world, place = meet(world_of(settings))
    members: list[_Member] = []
    try:
        members += (_Member.start(command, each, job(each)) for each in world.members())
        with joined(world, place, settings.device, lambda: _watch(members)):
            yield Together(world)
        _await(members)
    except LostRankError:
        _await(members)
        _watch(members)
        raise
    finally:
        for member in members:
            member.end()


def serve(work: Callable[[Any], None]) -> None:
    """Do the work that ``launched`` has for one more process, and tell it what went wrong.

    Signals are the first process's affair: it stops all, and none outlives it.

    Args:
        work: takes the job.
    """
    die_with_parent()
    line, parent = map(int, sys.argv[-2:])
    if os.getppid() != parent:  # it died before it could take this process along
        sys.exit(1)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)
    with Connection(line) as connection:
        try:
            work(connection.recv())
        except Exception as error:  # noqa: BLE001 - whatever it is, the first process says it
            with suppress(OSError):
                connection.send(_told(error))
            sys.exit(1)


def _told(error: Exception) -> Exception:
    """Return an error that every process can read, the traceback of an unexpected one with it."""
    if isinstance(error, UnrolledError):
        return error
    told = RuntimeError(f"{type(error).__name__}: {error}")
    told.add_note("".join(traceback.format_exception(error)))
    return told


@dataclass(slots=True)
class _Member:
    world: World
    process: subprocess.Popen[bytes]
    line: Connection

    @classmethod
    def start(cls, command: Sequence[str], world: World, job: Any) -> _Member:
        """Start a process that finds the modules that this one finds, and prints where nobody parses it."""
        ours, theirs = Pipe()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        words = [*command, str(theirs.fileno()), str(os.getpid())]
        process = subprocess.Popen(words, env=environment, stdout=2, pass_fds=[theirs.fileno()])  # noqa: S603
        theirs.close()
        with suppress(OSError):  # it is dead already, which whoever watches it says
            ours.send(job)
        return cls(world, process, ours)

    def failure(self) -> Exception | None:
        """Return why the process ended, None where it runs or all is well."""
        if not self.process.poll():
            return None
        with suppress(EOFError, OSError):
            return self.line.recv()
        code, rank = self.process.returncode, f"rank {self.world.rank} of {self.world.size}"
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        what = f"{rank} (pid {self.process.pid}) {how}; the same command goes on from the checkpoint"
        return KilledRankError(Problem(what))

    def end(self) -> None:
        """Kill the process where it still runs, and wait for it."""
        self.process.kill()
        self.process.wait()
        self.line.close()


def _watch(members: Sequence[_Member]) -> None:
    """Raise what a rank failed with; that it lost the others says least."""
    failures = [failure for member in members if (failure := member.failure())]
    for failure in sorted(failures, key=lambda found: type(found) is LostRankError):
        raise failure


def _await(members: Sequence[_Member]) -> None:
    """Give the processes time to end by themselves."""
    deadline = time.monotonic() + _GRACE
    while any(member.process.poll() is None for member in members) and time.monotonic() < deadline:
        time.sleep(0.01)
