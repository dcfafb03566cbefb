"""What a stage is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unrolled.contracts import Progress, Run
from unrolled.params import Experiment


@dataclass(frozen=True, slots=True)
class Context:
    """All that a stage may read, and where it writes.

    Args:
        experiment: the parameters and components.
        lock: the code of the components, as plain values.
        inputs: name of an earlier stage to its output directory.
        out: the directory to fill; it becomes the output when the stage ends.
        work: a directory that outlives a kill, for checkpoints.
        progress: to be told of long work.
        callbacks: Lightning callbacks of plugins; called once, by the stage that trains.
        log: takes metrics and the optimiser step, for trackers.
        run: what the plugins' callbacks are told, for ranks in other processes; None: there are no such callbacks.
        goes_on: whether the training will be asked for more epochs later, and shall leave a checkpoint at its end.
    """

    experiment: Experiment
    lock: Mapping[str, Any]
    inputs: Mapping[str, Path]
    out: Path
    work: Path
    progress: Progress
    callbacks: Callable[[], Sequence[Any]]
    log: Callable[[Mapping[str, float], int], None]
    run: Run | None = None
    goes_on: bool = False
