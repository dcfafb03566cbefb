"""Lightning's Trainer as the host wants it: silent, writing nothing, and starting where a checkpoint stood."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytorch_lightning as pl
import torch

from unrolled.errors import Problem, ResourceError
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.strategy import Trainer
from unrolled.sections import TrainConfig


def check_device(settings: TrainConfig) -> None:
    """See that this machine has the device that a training asks for.

    Args:
        settings: the ``train`` section.

    Raises:
        ResourceError: GPUs are asked for, and torch sees none, or too few.
    """
    if settings.device == "cpu":
        return
    if not torch.cuda.is_available():
        what = "cuda is asked for, but torch sees no GPU on this machine"
        raise ResourceError(Problem(what, where="train.device", command="unrolled run train.device=cpu"))
    if (found := torch.cuda.device_count()) < settings.devices:
        what = f"{settings.devices} GPUs are asked for, but torch sees {found} on this machine"
        raise ResourceError(Problem(what, where="train.devices", command=f"unrolled run train.devices={found}"))


def build_trainer(
    settings: TrainConfig, callbacks: Sequence[pl.Callback], work: Path, ranks: Ranks | None = None
) -> pl.Trainer:
    """Build a trainer on this process's device, of the kind that the settings name.

    Args:
        settings: the ``train`` section; its epochs are counted from the first start.
        callbacks: of the plugins.
        work: the directory that Lightning takes for its own; nothing is written there.
        ranks: that train together; None: one process alone.
    """
    return Trainer(
        **(ranks or Ranks()).trainer_options(),
        accelerator=settings.device,
        max_epochs=settings.epochs,
        callbacks=list(callbacks),
        default_root_dir=work,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        use_distributed_sampler=False,
    )


def start_at(trainer: pl.Trainer, epoch: int) -> None:
    """Let a fresh trainer begin at a later epoch.

    Args:
        trainer: not yet started.
        epoch: counted from 0.
    """
    counts = dict.fromkeys(("ready", "started", "processed", "completed"), epoch)
    trainer.fit_loop.epoch_progress.load_state_dict({"total": counts, "current": counts})


def count_steps(trainer: pl.Trainer, steps: int) -> None:
    """Set ``trainer.global_step``, which Lightning cannot count where the host owns the steps.

    Args:
        trainer: in training.
        steps: optimiser steps taken.
    """
    trainer.fit_loop.epoch_loop.manual_optimization.optim_step_progress.total.completed = steps


@contextmanager
def quiet() -> Generator[None]:
    """Keep Lightning's own notes and warnings from the user while the block runs."""
    loggers = [logging.getLogger(name) for name in ("pytorch_lightning", "lightning_fabric", "lightning")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(pytorch_lightning|lightning_fabric)\b")
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
