"""The host's loop of one training, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from unrolled.contracts import Progress
from unrolled.runtime.carried import Carried
from unrolled.runtime.checkpoint import Generations
from unrolled.runtime.fine_tuning import FineTuning
from unrolled.runtime.gradient_flow import Probe
from unrolled.runtime.guard import Guard
from unrolled.runtime.history import History
from unrolled.runtime.inner_loop import InnerLoop
from unrolled.runtime.optimizers import build_optimizer
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.sampler import BatchSampler, StreamSampler
from unrolled.runtime.schedule import Schedule
from unrolled.runtime.signals import StopRequest
from unrolled.runtime.splits import Split
from unrolled.runtime.stream import Stream
from unrolled.runtime.task import SequenceTask
from unrolled.sections import TrainConfig


def assemble(
    task: SequenceTask,
    train: Split | Stream,
    settings: TrainConfig,
    *,
    lengths_field: str | None,
    seed: int,
    work: Path,
    ranks: Ranks,
    stop: StopRequest,
    progress: Progress,
    log: Callable[[Mapping[str, float], int], None],
) -> InnerLoop:
    """Return the loop over the batches of a task, before its first step.

    Args:
        task: whose weights stand on their device.
        train: to learn from; a stream is walked through in order, and its state carried on.
        settings: the ``train`` section.
        lengths_field: field whose length examples are put together by; None for plain shuffling.
        seed: of the shuffling.
        work: directory of the checkpoints.
        ranks: that train together.
        stop: the request to stop that all ranks know of.
        progress: told of every optimiser step.
        log: takes metrics as they come, with the optimiser steps taken.
    """
    tuning = FineTuning(task, settings.fine_tune_after)
    trained = [each for each in task.parameters() if each.requires_grad]
    optimizer = build_optimizer(settings, trained, tuning.vectors)
    sampler = _sampler(train, settings, lengths_field=lengths_field, seed=seed, ranks=ranks)
    return InnerLoop(
        task=task,
        optimizer=optimizer,
        schedule=Schedule(settings, optimizer, settings.epochs * sampler.batches_per_epoch),
        tuning=tuning,
        sampler=sampler,
        settings=settings,
        guard=Guard(settings.non_finite, list(task.named_parameters())),
        probe=Probe(task, train, settings.probe_every),
        history=History(task.monitor),
        generations=Generations(work),
        ranks=ranks,
        carried=Carried() if isinstance(train, Stream) else None,
        stop=stop,
        progress=progress,
        log=log,
    )


def _sampler(
    train: Split | Stream, settings: TrainConfig, *, lengths_field: str | None, seed: int, ranks: Ranks
) -> BatchSampler:
    if isinstance(train, Stream):
        return StreamSampler(train.size, settings.batch_size, seed=seed)
    lengths_S = train.lengths(lengths_field) if lengths_field else None
    return BatchSampler(train.size, settings.batch_size, seed=seed, lengths_S=lengths_S, processes=ranks.size)
