"""How far back in time a task's loss still teaches its cells, measured on the same few examples as training goes on.

Shapes: K lags.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from unrolled.runtime import randomness
from unrolled.runtime.batches import to_device
from unrolled.runtime.prediction import evaluation
from unrolled.runtime.splits import Examples
from unrolled.runtime.stream import Stream
from unrolled.runtime.unroll import UnrolledEncoder
from unrolled.runtime.unroll.lags import norms_by_lag
from unrolled.runtime.unroll.watch import watch_states

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask

_EXAMPLES = 8
"""Enough for a mean, and few enough to cost little where cells are wide."""
_DIRECTIONS = ("forward", "backward")

Flow = dict[str, Any]
"""One cell at one step: ``step``, ``encoder``, ``layer``, ``direction``, ``norm_by_lag``."""


class Probe:
    """Measures gradient flow through every encoder of a task, on a fixed batch, and leaves the training as it was.

    The examples are spread over the whole split, for a file is often sorted by class or by length. A measurement takes
    its steps one by one in Python, which lasts as long as a third of a training step with wide cells and as twenty with
    a thousand steps of a narrow one; the default of ``TrainConfig.probe_every`` keeps that at a hundredth of a long
    training. A short one pays for the measurement before it.

    Args:
        task: on its device.
        split: to take the examples from; not empty.
        every: optimiser steps between two measurements; None: never.
    """

    def __init__(self, task: SequenceTask, split: Examples, every: int | None) -> None:
        encoders = {name: part for name, part in task.named_modules() if isinstance(part, UnrolledEncoder)}
        self._task, self._every, self._encoders = task, every, encoders
        self._streams = isinstance(split, Stream)
        count = min(_EXAMPLES, split.size)
        self._batch = to_device(split.batch(np.arange(count) * split.size // count), task.device)

    def measure(self, step: int) -> list[Flow]:
        """Return the flow at a step where a measurement is due, and nothing elsewhere.

        Args:
            step: optimiser steps taken.

        Returns:
            A row for every encoder, layer and direction whose cells have a step. ``encoder`` is the name of the
            task's part, ``layer`` is counted from 0, as in the names of the weights, ``direction`` is ``forward`` or
            ``backward``; ``norm_by_lag`` has at k what ``norms_by_lag`` says of the task's loss in evaluation mode,
            and None for what is not finite.
        """
        if self._every is None or step % self._every:
            return []
        random = randomness.capture()
        with evaluation(self._task), torch.enable_grad(), ExitStack() as watching:
            watched = {
                (name, layer, _DIRECTIONS[direction]): passes
                for name, encoder in self._encoders.items()
                for (layer, direction), passes in watching.enter_context(watch_states(encoder)).items()
            }
            norms = norms_by_lag(self._loss(), watched) if watched else {}
        randomness.restore(random)
        return [
            {"step": step, "encoder": name, "layer": layer, "direction": direction, "norm_by_lag": _plain(norm_K)}
            for (name, layer, direction), norm_K in norms.items()
        ]

    def _loss(self) -> torch.Tensor:
        return self._task.piece_loss(self._batch, None)[0] if self._streams else self._task.loss(self._batch)


def _plain(norm_K: torch.Tensor) -> list[float | None]:
    return [norm if math.isfinite(norm) else None for norm in norm_K.tolist()]
