"""The base class of what learns vectors before a task, and the host's loop around it.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytorch_lightning as pl
from numpy.typing import NDArray

from unrolled.contracts import Progress
from unrolled.durable import faultpoint
from unrolled.errors import IntegrityError, Problem
from unrolled.runtime.checkpoint import Generation, Generations
from unrolled.runtime.signals import StopRequest, stop_on_signals
from unrolled.runtime.trainer import build_trainer, check_device, count_steps, quiet
from unrolled.sections import TrainConfig
from unrolled.vectors import Subwords

_SAVE_EVERY = 30.0
"""Seconds between two checkpoints: one of large vectors takes some tenths of a second."""


class VectorLearner(pl.LightningModule):
    """A Lightning module that learns vectors chunk by chunk; checkpoints, signals and progress belong to the host.

    A subclass gives what follows, and registers every tensor that ``learn`` changes as a buffer: the random state too.
    Kernels may write into the buffers in place.
    """

    title: str
    """What is learned, as the user reads it."""
    unit: str = "words"
    """Plural noun for the work."""
    chunks: int
    """Number of chunks over all epochs."""
    learns_on_gpu: bool = False
    """Whether ``learn`` works on ``self.device`` where Lightning has moved the buffers to a GPU; else they stay."""

    def __init__(self) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.loop: _Loop | None = None

    def amount(self, chunk: int) -> float:
        """Return the work in a chunk.

        Args:
            chunk: counted from 0 over all epochs.
        """
        raise NotImplementedError

    def learn(self, chunk: int) -> Mapping[str, float]:
        """Learn from a chunk; it is called for each of them once, in order.

        Args:
            chunk: counted from 0 over all epochs.

        Returns:
            Figures to show and to log, such as ``loss``.
        """
        raise NotImplementedError

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE when all chunks are learned.

        Raises:
            DivergedError: a vector is not finite.
        """
        raise NotImplementedError

    def report(self) -> Mapping[str, Any]:
        """Return what else there is to tell of the vectors when all chunks are learned, in plain JSON types."""
        return {}

    def subwords(self) -> Subwords | None:
        """Return n-grams that make vectors of other words when all chunks are learned, None where there are none."""
        return None

    # What follows is Lightning's side; authors leave it alone.

    def configure_optimizers(self) -> None:
        """Show Lightning none: learners take their own steps."""

    def training_step(self, batch: int, batch_idx: int) -> None:  # noqa: ARG002
        """Learn from a chunk."""
        assert self.loop is not None
        self.loop.learn(batch)


@dataclass(slots=True)
class _Loop:
    """What the host does around each chunk."""

    learner: VectorLearner
    generations: Generations
    progress: Progress
    log: Callable[[Mapping[str, float], int], None]
    stop: StopRequest
    done: int = 0
    _saved: float = field(default_factory=time.monotonic)

    def resume(self) -> None:
        found = self.generations.newest()
        if found is None:
            return
        if found.state["chunks"] != self.learner.chunks or found.model.keys() != self.learner.state_dict().keys():
            what = "is a checkpoint of other vectors; remove it to begin anew"
            raise IntegrityError(Problem(what, where=str(self.generations.directory)))
        # In place: compiled loops hold the addresses of the buffers.
        self.learner.load_state_dict(found.model)
        self.done = int(found.state["done"])

    def learn(self, chunk: int) -> None:
        figures = self.learner.learn(chunk)
        self.done = chunk + 1
        count_steps(self.learner.trainer, self.done)
        self.progress.advance(self.learner.amount(chunk), **figures)
        faultpoint("embedding.chunk")
        stopped = self.stop.signum is not None
        if stopped or time.monotonic() - self._saved > _SAVE_EVERY:
            self._save()
        if stopped:
            raise self.stop.error(self.done)
        if figures:
            self.log(figures, self.done)

    def _save(self) -> None:
        state: dict[str, Any] = {"done": self.done, "chunks": self.learner.chunks}
        self.generations.save(self.done, Generation(self.learner.state_dict(), {}, {}, state))
        self._saved = time.monotonic()


def _no_log(metrics: Mapping[str, float], step: int) -> None:
    """Take metrics, and let them go."""


def learn_vectors(
    learner: VectorLearner,
    *,
    work: Path,
    progress: Progress,
    log: Callable[[Mapping[str, float], int], None] = _no_log,
    device: Literal["cpu", "cuda"] = "cpu",
) -> NDArray[np.float32]:
    """Learn vectors; where ``work`` holds checkpoints of the same learner, go on from the newest one.

    Args:
        learner: fresh.
        work: directory of the checkpoints, this learner's alone.
        progress: told of every chunk.
        log: takes figures as they come, with the chunks learned.
        device: to learn on, where the learner can.

    Returns:
        vectors_VE, the same however often learning was stopped in between.

    Raises:
        DivergedError: a vector is not finite.
        IntegrityError: ``work`` holds the checkpoints of another learner.
        ResourceError: a GPU is asked for, and torch sees none.
        StoppedError: SIGTERM or SIGINT came; the same call goes on later.
    """
    settings = TrainConfig(epochs=1, device=device if learner.learns_on_gpu else "cpu")
    check_device(settings)
    with quiet(), stop_on_signals() as stop:
        loop = learner.loop = _Loop(learner, Generations(work), progress, log, stop)
        loop.resume()
        left = range(loop.done, learner.chunks)
        progress.start(learner.title, sum(map(learner.amount, left)), learner.unit)
        try:
            if left:
                build_trainer(settings, [], work).fit(learner, list(left))
        except SystemExit:  # Lightning's own answer to a signal that came between two chunks
            if stop.signum is None:
                raise
            raise stop.error(loop.done) from None
        finally:
            progress.stop()
            learner.loop = None
    return learner.vectors()
