"""The local executor: worker processes of this machine, each kept for the whole search; Ray is not imported."""

from __future__ import annotations

import multiprocessing
import platform
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from unrolled.errors import UnrolledError
from unrolled_workflows.search.executors.environment import variables
from unrolled_workflows.search.executors.served import serve
from unrolled_workflows.search.legs import Dispatcher, Leg, Outcome, Runs

_POLL = 1.0
"""Seconds between two looks at workers that say nothing."""


@dataclass(slots=True)
class _Seat:
    """A worker process, and the leg that it runs."""

    process: Any
    pipe: Connection
    environment: Mapping[str, str]
    leg: Leg | None = None
    began: float = 0.0


class LocalPool:
    """Runs legs in processes of this machine.

    Args:
        make_worker: builds what runs legs, in the worker's process; a function of a module.
        environments: of each worker, the variables that it has of its own.
    """

    def __init__(self, make_worker: Callable[[], Runs], environments: Sequence[Mapping[str, str]]) -> None:
        self._make_worker = make_worker
        self._seats = [self._hire(environment) for environment in environments]
        self._stopping = False
        self.idle = 0.0
        """seconds that workers waited while others ran, summed over workers"""

    def run(self, dispatcher: Dispatcher, *, watch: Callable[[], None] = lambda: None) -> None:
        """Run legs until none will start any more.

        Args:
            dispatcher: of the search.
            watch: called after every look at the workers.
        """
        while not dispatcher.finished:
            self._hand_out(dispatcher)
            idle, began = sum(seat.leg is None for seat in self._seats), time.monotonic()
            self._collect(dispatcher)
            self.idle += (time.monotonic() - began) * idle
            watch()

    def stop(self, dispatcher: Dispatcher) -> None:
        """Ask the workers to leave checkpoints and stop, and wait until they have.

        Args:
            dispatcher: that is told of the legs that stopped.
        """
        self._stopping = True
        for seat in self._seats:
            if seat.leg is not None:
                seat.process.terminate()
        while any(seat.leg is not None for seat in self._seats):
            self._collect(dispatcher)

    def close(self) -> None:
        """End the workers."""
        for seat in self._seats:
            seat.pipe.close()
        for seat in self._seats:
            seat.process.join(timeout=5)
            if seat.process.is_alive():
                seat.process.kill()
                seat.process.join()

    def _hand_out(self, dispatcher: Dispatcher) -> None:
        for seat in self._seats:
            if seat.leg is None and (leg := dispatcher.take()) is not None:
                seat.leg, seat.began = leg, time.monotonic()
                try:
                    seat.pipe.send(leg)
                except OSError:
                    self._replace(seat, dispatcher)

    def _collect(self, dispatcher: Dispatcher) -> None:
        """Wait for a worker to say something or to vanish."""
        busy = {seat.pipe: seat for seat in self._seats if seat.leg is not None}
        for pipe in wait(list(busy), timeout=_POLL):
            seat = busy[pipe]  # pyright: ignore[reportArgumentType] - what wait returns is what it was given
            try:
                outcome = seat.pipe.recv()
            except (EOFError, OSError):
                self._replace(seat, dispatcher)
                continue
            seat.leg = None
            if isinstance(outcome, UnrolledError):
                raise outcome
            # What was asked to stop may fail in any way, and says nothing of its trial.
            dispatcher.put(replace(outcome, reason="stopped") if self._stopping and outcome.reason else outcome)

    def _replace(self, seat: _Seat, dispatcher: Dispatcher) -> None:
        """Note that a worker vanished, and hire another for its seat, unless no leg will start any more."""
        seat.process.join()
        leg = seat.leg
        assert leg is not None
        message = f"its worker, pid {seat.process.pid}, ended with {_told(seat.process.exitcode)}"
        seconds = time.monotonic() - seat.began
        host, pid = platform.node(), seat.process.pid
        seat.leg = None
        if not self._stopping:
            new = self._hire(seat.environment)
            seat.process, seat.pipe = new.process, new.pipe
        reason = "stopped" if self._stopping else "lost"
        dispatcher.put(Outcome(leg, reason=reason, message=message, host=host, pid=pid, seconds=seconds))

    def _hire(self, environment: Mapping[str, str]) -> _Seat:
        # A fresh interpreter: a fork of a process in which torch has started threads can hang. It is no daemon, since
        # a trial on several devices starts processes of its own; it dies with the driver all the same.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._make_worker))
        with variables(environment):
            process.start()
        theirs.close()
        return _Seat(process, ours, environment)


def _told(exit_code: int | None) -> str:
    return f"signal {signal.Signals(-exit_code).name}" if exit_code and exit_code < 0 else f"exit code {exit_code}"
