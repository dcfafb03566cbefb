"""Training from start to end, or from the newest checkpoint to the same end, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytorch_lightning as pl
import torch

from unrolled.contracts import Progress
from unrolled.errors import DataError, Problem
from unrolled.runtime.batches import ChunkLoader, LengthOrderedLoader
from unrolled.runtime.checkpoint import Generations
from unrolled.runtime.fine_tuning import FineTuning
from unrolled.runtime.gradient_flow import Flow, Probe
from unrolled.runtime.guard import Guard
from unrolled.runtime.history import Figures, History
from unrolled.runtime.inner_loop import InnerLoop
from unrolled.runtime.optimizers import build_optimizer
from unrolled.runtime.sampler import BatchSampler
from unrolled.runtime.seeding import derive, seed_everything
from unrolled.runtime.signals import StopRequest, stop_on_signals
from unrolled.runtime.splits import Split
from unrolled.runtime.task import SequenceTask
from unrolled.runtime.trainer import build_trainer, check_device, quiet, start_at
from unrolled.sections import TrainConfig


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a training gave.

    Args:
        state_dict: the weights of the best epoch, on the CPU; the task holds them too,
            and is left in evaluation mode.
        curves: one row an epoch: epoch, step, train_loss and every validation metric as ``validation_NAME``.
        best_epoch: counted from 1.
        steps: optimiser steps taken.
        flow: gradient flow through time, as ``gradient_flow.Probe`` measures it.
    """

    state_dict: Mapping[str, torch.Tensor]
    curves: Sequence[Figures]
    best_epoch: int
    steps: int
    flow: Sequence[Flow]


def _no_log(_metrics: Mapping[str, float], _step: int) -> None: ...


def fit(
    task: SequenceTask,
    train: Split,
    validation: Split,
    settings: TrainConfig,
    *,
    lengths_field: str | None,
    seed: int,
    work: Path,
    progress: Progress,
    callbacks: Sequence[pl.Callback] = (),
    log: Callable[[Mapping[str, float], int], None] = _no_log,
) -> Fitted:
    """Train a task; where ``work`` holds checkpoints of the same training, go on from the newest one.

    The result is a function of the task's first weights, the splits, the settings, the seed and the number of
    threads, however often the training was stopped in between.

    Args:
        task: with its first weights.
        train: to learn from.
        validation: to pick the best epoch by.
        settings: the ``train`` section.
        lengths_field: field whose length examples are put together by; None for plain shuffling.
        seed: of the shuffling and of all that training draws.
        work: directory of the checkpoints, this training's alone.
        progress: told of every optimiser step.
        callbacks: Lightning's, from the plugins.
        log: takes metrics as they come, with the optimiser steps taken.

    Raises:
        DataError: a split has no examples.
        DivergedError: a loss or gradient is not finite.
        IntegrityError: ``work`` holds the checkpoints of another training.
        ResourceError: the device that the settings name is not there.
        StoppedError: SIGTERM or SIGINT came; the same call goes on later.
    """
    check_device(settings)
    _refuse_empty(train, validation)
    lengths_S = train.lengths(lengths_field) if lengths_field else None
    sampler = BatchSampler(train.size, settings.batch_size, seed=seed, lengths_S=lengths_S)
    with quiet(), stop_on_signals() as stop:
        trainer = build_trainer(settings, callbacks, work)
        task.to(trainer.strategy.root_device).train()
        probe = Probe(task, train, settings.probe_every)
        loop = _loop(task, sampler, settings, probe, Generations(work), stop=stop, progress=progress, log=log)
        seed_everything(derive(seed, "fit"))
        loop.resume()
        loop.tuning.begin(sampler.epoch)
        start_at(trainer, sampler.epoch)
        _run(trainer, loop, ChunkLoader(train, sampler), LengthOrderedLoader(validation, settings.batch_size))
    task.load_state_dict(loop.history.best)
    task.eval()
    history = loop.history
    return Fitted(history.best, history.curves, history.best_epoch, loop.step, history.flow)


def _refuse_empty(train: Split, validation: Split) -> None:
    for name, split in (("training", train), ("validation", validation)):
        if not split.size:
            raise DataError(Problem(f"the {name} split has no examples"))


def _loop(
    task: SequenceTask,
    sampler: BatchSampler,
    settings: TrainConfig,
    probe: Probe,
    generations: Generations,
    *,
    stop: StopRequest,
    progress: Progress,
    log: Callable[[Mapping[str, float], int], None],
) -> InnerLoop:
    """Return the loop over the batches of a task whose weights stand on their device."""
    tuning = FineTuning(task, settings.fine_tune_after)
    trained = [each for each in task.parameters() if each.requires_grad]
    return InnerLoop(
        task=task,
        optimizer=build_optimizer(settings, trained, tuning.vectors),
        tuning=tuning,
        sampler=sampler,
        settings=settings,
        guard=Guard(settings.non_finite, list(task.named_parameters())),
        probe=probe,
        history=History(task.monitor),
        generations=generations,
        stop=stop,
        progress=progress,
        log=log,
    )


def _run(trainer: pl.Trainer, loop: InnerLoop, train: ChunkLoader, validation: LengthOrderedLoader) -> None:
    loop.task.inner_loop = loop
    total = loop.settings.epochs * loop.sampler.batches_per_epoch
    loop.progress.start("training", total - loop.step, "steps")
    try:
        trainer.fit(loop.task, train, validation)
    except SystemExit:  # Lightning's own answer to a signal that came between two batches
        if loop.stop.signum is None:
            raise
        raise loop.stop.error(loop.step) from None
    finally:
        loop.progress.stop()
        loop.task.inner_loop = None
    if loop.stop.signum is not None:  # it came too late for the loop to see it: in the last validation
        raise loop.stop.error(loop.step)
