"""Training from start to end, or from the newest checkpoint to the same end, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytorch_lightning as pl
import torch

from unrolled.contracts import Progress
from unrolled.errors import ConfigError, DataError, Problem
from unrolled.runtime.assembly import assemble
from unrolled.runtime.batches import ChunkLoader, LengthOrderedLoader
from unrolled.runtime.gradient_flow import Flow
from unrolled.runtime.history import Figures
from unrolled.runtime.inner_loop import InnerLoop
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.seeding import derive, seed_everything
from unrolled.runtime.signals import StopRequest, stop_on_signals
from unrolled.runtime.splits import Split
from unrolled.runtime.stream import Stream
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
    goes_on: bool = False,
    ranks: Ranks | None = None,
) -> Fitted:
    """Train a task; where ``work`` holds checkpoints of the same training, go on from the newest one.

    The result is a function of the task's first weights, the splits, the settings, the seed and the number of
    threads, however often the training was stopped in between. Processes that train together all get it.

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
        goes_on: leave a checkpoint at the end, from which the same training with more epochs goes on.
        ranks: that train together, each calling this with the same task, splits and settings; None: one alone.

    Raises:
        ConfigError: several processes are asked to read one stream.
        DataError: a split has no examples.
        DivergedError: a loss or gradient is not finite.
        IntegrityError: ``work`` holds the checkpoints of another training.
        ResourceError: the device that the settings name is not there, or another rank is gone.
        StoppedError: SIGTERM or SIGINT came; the same call goes on later.
    """
    check_device(settings)
    _refuse_empty(train, validation)
    ranks = ranks or Ranks()
    source = _source(task, train, settings, ranks)
    with quiet(), stop_on_signals() as noted:
        trainer = build_trainer(settings, callbacks, work, ranks)
        task.to(trainer.strategy.root_device).train()
        ranks.align(task.state_dict().values())
        loop = assemble(
            task,
            source,
            settings,
            lengths_field=lengths_field,
            seed=seed,
            work=work,
            ranks=ranks,
            stop=ranks.heard(noted),
            progress=progress,
            log=log,
        )
        seed_everything(derive(seed, "fit", *ranks.names))
        loop.resume()
        loop.tuning.begin(loop.sampler.epoch)
        start_at(trainer, loop.sampler.epoch)
        chunks = ChunkLoader(source, loop.sampler, ranks)
        _run(trainer, loop, noted, chunks, LengthOrderedLoader(validation, settings.batch_size, ranks))
        if goes_on:
            loop.save()
    task.load_state_dict(loop.history.best)
    task.eval()
    history = loop.history
    return Fitted(history.best, history.curves, history.best_epoch, loop.step, history.flow)


def _refuse_empty(train: Split, validation: Split) -> None:
    for name, split in (("training", train), ("validation", validation)):
        if not split.size:
            raise DataError(Problem(f"the {name} split has no examples"))


def _source(task: SequenceTask, train: Split, settings: TrainConfig, ranks: Ranks) -> Split | Stream:
    """Return what the batches are taken from: the task's stream, where it reads one."""
    stream = task.stream(train, settings.batch_size)
    if stream is not None and ranks.size > 1:
        what = "one process reads a stream: the state behind a batch belongs to the next one"
        command = "unrolled run train.devices=1 train.num_nodes=1"
        raise ConfigError(Problem(what, where="train.devices", command=command))
    return train if stream is None else stream


def _run(
    trainer: pl.Trainer, loop: InnerLoop, noted: StopRequest, train: ChunkLoader, validation: LengthOrderedLoader
) -> None:
    loop.task.inner_loop = loop
    total = loop.settings.epochs * loop.sampler.batches_per_epoch
    loop.progress.start("training", total - loop.step, "steps")
    try:
        trainer.fit(loop.task, train, validation)
    except SystemExit:  # Lightning's own answer to a signal that came between two batches
        if noted.signum is None:
            raise
        raise noted.error(loop.step) from None
    finally:
        loop.progress.stop()
        loop.task.inner_loop = None
    if noted.signum is not None:  # it came too late for the loop to see it: in the last validation
        raise noted.error(loop.step)
