"""The host's loop inside one Lightning ``training_step``: several optimiser steps, and all that counts them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from unrolled.contracts import Batch, Progress
from unrolled.durable import faultpoint
from unrolled.runtime import randomness
from unrolled.runtime.batches import Chunk, to_device
from unrolled.runtime.carried import Carried
from unrolled.runtime.checkpoint import Generations
from unrolled.runtime.clip import clip_, gradient_norm, gradients
from unrolled.runtime.fine_tuning import FineTuning
from unrolled.runtime.gradient_flow import Probe
from unrolled.runtime.guard import Guard
from unrolled.runtime.history import History
from unrolled.runtime.prediction import Rows, scored
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.sampler import BatchSampler
from unrolled.runtime.schedule import Schedule
from unrolled.runtime.signals import StopRequest
from unrolled.runtime.snapshot import put_back, snapshot
from unrolled.runtime.tensors import copied
from unrolled.runtime.trainer import count_steps
from unrolled.sections import TrainConfig

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask

_BRIEF = 1.0
"""Seconds: an epoch's end is not worth a checkpoint where the last one is younger."""


@dataclass(slots=True, kw_only=True)
class InnerLoop:
    """Takes chunks, validation batches and ends of epochs from Lightning; owns every counter of a training."""

    task: SequenceTask
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    tuning: FineTuning
    sampler: BatchSampler
    settings: TrainConfig
    guard: Guard
    probe: Probe
    history: History
    generations: Generations
    ranks: Ranks
    carried: Carried | None
    stop: StopRequest
    progress: Progress
    log: Callable[[Mapping[str, float], int], None]
    step: int = 0
    _parameters: list[torch.nn.Parameter] = field(init=False)
    _saved_at: tuple[int, int] = (-1, -1)
    _saved_time: float = field(default_factory=time.monotonic)
    _rows: Rows = field(default_factory=Rows)
    _random: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """List the parameters once: walking through the modules at every step would show."""
        self._parameters = [each for group in self.optimizer.param_groups for each in group["params"]]

    def train(self, chunk: Chunk) -> None:
        """Take one optimiser step a batch.

        Args:
            chunk: the next batches of the epoch.

        Raises:
            DivergedError: a loss or gradient is not finite.
            StoppedError: a signal came; the step that was under way is in a checkpoint.
        """
        self.tuning.begin(self.sampler.epoch)
        shares = zip(chunk, chunk.sizes, strict=True)
        losses = [self._take_step(to_device(batch, self.task.device), size) for batch, size in shares]
        count_steps(self.task.trainer, self.step)
        self._stop_if_asked()
        if losses:
            self.log({"train_loss": sum(losses) / len(losses)}, self.step)

    def begin_validation(self) -> None:
        """Set the random generators' state aside: what validation draws changes nothing in training."""
        self._rows, self._random = Rows(), randomness.capture()

    def validate(self, batch: Batch) -> None:
        """Predict a batch of the validation split.

        Args:
            batch: on the task's device.

        Raises:
            StoppedError: a signal came.
        """
        self._stop_if_asked()
        self._rows.add(batch, self.task.predict(batch))

    def end_validation(self) -> Mapping[str, float]:
        """Score the validation split and close the epoch's row.

        Returns:
            The row's metrics, as they stand in the curves.

        Raises:
            StoppedError: a signal came.
        """
        whole = Rows()
        for rows in self.ranks.gathered(self._rows):
            whole.take(rows)
        self._stop_if_asked()
        metrics = self.ranks.from_first(lambda: scored(self.task, whole.ordered()))
        if self._random is not None:
            randomness.restore(self._random)
            self._random = None
        if self.history.close_epoch(self.sampler.epoch + 1, self.step, metrics):
            self.history.best = copied(self.task.state_dict())
        faultpoint("train.validated")
        figures = {name: value for name, value in self.history.curves[-1].items() if name not in {"epoch", "step"}}
        self.log(figures, self.step)
        return figures

    def end_epoch(self) -> None:
        """Begin the next epoch, once callbacks have seen the metrics of this one; where one stops, all stop."""
        self.task.trainer.should_stop = any(self.ranks.gathered(self.task.trainer.should_stop))
        self.sampler.next_epoch()

    def resume(self) -> None:
        """Go on from the newest checkpoint, where there is one.

        Raises:
            IntegrityError: the checkpoint is of another training.
        """
        found = self.ranks.from_first(self.generations.newest)
        if found is None:
            return
        put_back(self, found)
        self._saved_at = (self.step, self.sampler.epoch)

    def save(self) -> None:
        """Leave a checkpoint, unless the last one stands at this very step and epoch."""
        if self._saved_at != (self.step, self.sampler.epoch):
            self._save()

    def _take_step(self, batch: Batch, size: int) -> float:
        self.history.flow += self.probe.measure(self.step)
        self.optimizer.zero_grad()
        value = self._backward(batch, size)
        if self.guard.admits_loss(value, self.step + 1) and self._descend():
            self.history.count(value, size)
        self.step += 1
        self.sampler.advance()
        self.progress.advance(1, loss=value)
        faultpoint("train.step")
        if self._checkpoint_is_due():
            self._save()
        self._stop_if_asked()
        return value

    def _backward(self, batch: Batch, size: int) -> float:
        if self.carried is None:
            return self.ranks.backward(self.task, batch, size, self._parameters)
        return self.carried.backward(self.task, batch, begins=self.sampler.offset == 0)

    def _descend(self) -> bool:
        grads = gradients(self._parameters)
        norm = gradient_norm(grads)
        if not self.guard.admits_gradient(norm, self.step + 1):
            return False
        if self.settings.clip_norm is not None:
            clip_(grads, norm, self.settings.clip_norm)
        self.schedule.set(self.step, self.history.stalls)
        self.optimizer.step()
        return True

    def _checkpoint_is_due(self) -> bool:
        if self.step % self.settings.checkpoint_every == 0:
            return True
        ended = self.sampler.offset == self.sampler.batches_per_epoch
        return ended and self.ranks.from_first(lambda: time.monotonic() - self._saved_time > _BRIEF)

    def _stop_if_asked(self) -> None:
        if self.stop.signum is None:
            return
        self.save()
        raise self.stop.error(self.step)

    def _save(self) -> None:
        random = self.ranks.gathered(self._random or randomness.capture())
        if self.ranks.rank == 0:
            self.generations.save(self.step, snapshot(self, random))
        self._saved_at, self._saved_time = (self.step, self.sampler.epoch), time.monotonic()
