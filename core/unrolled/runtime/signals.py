"""SIGTERM and SIGINT ask a training to stop; it stops where it can go on later."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from unrolled.errors import Problem, UnrolledError


class StoppedError(UnrolledError):
    """A signal stopped the work; the same command goes on from the newest checkpoint.

    Args:
        problems: what stopped, and where.
        exit_code: 128 and the number of the signal.
    """

    def __init__(self, *problems: Problem | str, exit_code: int = 128 + signal.SIGTERM) -> None:
        super().__init__(*problems)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross a process boundary with its exit code."""
        return type(self), self.problems, {"exit_code": self.exit_code}


class StopRequest:
    """Whether a signal has come, and which."""

    signum: int | None = None

    def error(self, step: int) -> StoppedError:
        """Return the error to raise.

        Args:
            step: the optimiser steps that were taken.
        """
        signum = self.signum or signal.SIGTERM
        name = signal.Signals(signum).name
        what = f"{name} stopped the training at step {step}; the same command goes on from its checkpoint"
        return StoppedError(Problem(what), exit_code=128 + signum)


@contextmanager
def stop_on_signals() -> Generator[StopRequest]:
    """Note the first SIGTERM or SIGINT while the block runs; a second one acts as it would outside the block.

    Handlers are set in the main thread only, the one that Python lets set them; an ignored signal stays ignored.

    Yields:
        Where the signal is noted.
    """
    request = StopRequest()
    previous: dict[int, Any] = {}

    def note(signum: int, _frame: object) -> None:
        request.signum = signum
        signal.signal(signum, previous[signum])

    if threading.current_thread() is threading.main_thread():
        found = {signum: signal.getsignal(signum) or signal.SIG_DFL for signum in (signal.SIGTERM, signal.SIGINT)}
        previous.update({signum: handler for signum, handler in found.items() if handler is not signal.SIG_IGN})
    for signum in previous:
        signal.signal(signum, note)
    try:
        yield request
    finally:
        for signum, handler in previous.items():
            signal.signal(signum, handler)
