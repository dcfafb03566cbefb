"""The directory of one trial with one seed: its checkpoints, and a lock that keeps a second worker out."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from unrolled.durable import lock, make_directory
from unrolled.errors import BusyError
from unrolled_workflows.store.view import StoredWorkspace

PATIENCE = 60.0
"""Seconds to wait for a worker that lost its driver: it ends by itself."""


@dataclass(frozen=True, slots=True)
class TrialWorkspace(StoredWorkspace):
    """A workspace whose upstream outputs stand in the store, and whose runs are recorded with the trial.

    Args:
        root: directory of params.yaml.
        places: stage to the directory of its output.
        directory: of the trial.
    """

    directory: Path = field(default_factory=Path)

    @property
    def runs(self) -> Path:
        """The records of the trial's legs."""
        return self.directory / "runs"


def trial_directory(search: Path, trial: int, repeat: int) -> Path:
    """Return where a trial's work in progress stands.

    Args:
        search: directory of the search's own files.
        trial: its number.
        repeat: number of the seed.
    """
    return search / "trials" / f"{trial}-{repeat}"


@contextmanager
def held(directory: Path, patience: float = PATIENCE) -> Generator[Path]:
    """Keep every other worker out of a trial for as long as the block runs.

    Args:
        directory: of the trial; made where it is missing.
        patience: seconds to wait for one that is still in it.

    Yields:
        The directory.

    Raises:
        BusyError: one is still in it.
    """
    make_directory(directory)
    deadline = time.monotonic() + patience
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(lock(directory / "busy"))
                break
            except BusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield directory
