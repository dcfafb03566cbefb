"""What runs in the processes of a cluster: the actor that runs legs, and what is asked of a node."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping

from unrolled.errors import UnrolledError
from unrolled_workflows.search.legs import Leg, Outcome, Runs


class Station:
    """Runs legs in the main thread of a process of its own, where a training can set its handlers of signals.

    Args:
        make_worker: builds what runs legs; called with the first one.
    """

    def __init__(self, make_worker: Callable[[], Runs]) -> None:
        self._make_worker = make_worker
        self._worker: Runs | None = None

    def ready(self) -> int:
        """Return the process id, as soon as there is a process."""
        return os.getpid()

    def run(self, leg: Leg) -> Outcome | UnrolledError:
        """Run a leg.

        Args:
            leg: to run.

        Returns:
            Its outcome, or why no leg can run here.
        """
        try:
            self._worker = self._worker or self._make_worker()
        except UnrolledError as error:
            return error
        return self._worker.run(leg)


def interrupt(pid: int) -> None:
    """Ask a process of this node to stop; runs as a task there.

    Args:
        pid: of the process; nothing happens where it has ended.
    """
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def answer(describe: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """Return what this node has; runs as a task there.

    Args:
        describe: says it.
    """
    return dict(describe())


def said(error: Exception) -> str:
    """Return an error of Ray's in one line: the error that a task raised, where one did.

    Args:
        error: that ``ray.get`` raised.
    """
    cause = getattr(error, "cause", None)
    words = f"{type(cause).__name__}: {cause}" if isinstance(cause, Exception) else str(error)
    return words.partition("\n")[0].rstrip(".")
