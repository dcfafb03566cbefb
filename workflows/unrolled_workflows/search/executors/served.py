"""What runs in a worker process of this machine."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from unrolled.durable import die_with_parent
from unrolled.errors import Problem, UnrolledError
from unrolled.runtime.signals import StoppedError
from unrolled_workflows.search.legs import Runs


def serve(pipe: Connection, make_worker: Callable[[], Runs]) -> None:
    """Run legs as they come through a pipe, until its other end is closed.

    Args:
        pipe: to the driver.
        make_worker: builds what runs them.
    """
    die_with_parent()
    # Ctrl-C on a terminal reaches every process; the driver alone says what shall come of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    with suppress(EOFError, OSError, StoppedError):
        try:
            worker = make_worker()
        except UnrolledError as error:
            pipe.send(error)
            return
        while True:
            leg = pipe.recv()
            pipe.send(worker.run(leg))


def _stop(signum: int, _frame: object) -> None:
    """Stop what is no training; a training sets its own handler, and stops where it can go on."""
    raise StoppedError(Problem("stopped before the training began"), exit_code=128 + signum)
