"""How the learning rates change in the course of a training: a function of what has been done, so nothing to save."""

from __future__ import annotations

import math

import torch

from unrolled.sections import TrainConfig


class Schedule:
    """Sets an optimizer's rates before each step.

    Args:
        settings: the ``train`` section.
        optimizer: whose groups have the rates of a constant schedule.
        steps: optimiser steps of the whole training.
    """

    def __init__(self, settings: TrainConfig, optimizer: torch.optim.Optimizer, steps: int) -> None:
        self._settings, self._steps = settings, steps
        self._optimizer = optimizer
        self._rates = [float(group["lr"]) for group in optimizer.param_groups]

    def set(self, step: int, stalls: int) -> None:
        """Set the rates of a step.

        Args:
            step: counted from 0.
            stalls: epochs so far that were not the best until then.
        """
        share = self.share(step, stalls)
        # Taken anew: an optimizer that is restored has other groups.
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * share

    def share(self, step: int, stalls: int) -> float:
        """Return the rates of a step, as a share of those that params.yaml names.

        Args:
            step: counted from 0.
            stalls: epochs so far that were not the best until then.

        Source:
            Loshchilov and Hutter (2017), SGDR, equation 5, for cosine.
        """
        warmup = self._settings.warmup_steps
        if step < warmup:
            return (step + 1) / warmup
        done = min((step - warmup) / max(self._steps - warmup, 1), 1.0)
        match self._settings.schedule:
            case "constant":
                return 1.0
            case "linear":
                return 1.0 - done
            case "cosine":
                return (1.0 + math.cos(math.pi * done)) / 2.0
            case "plateau":
                return 0.5**stalls
