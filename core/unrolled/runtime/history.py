"""What a training has to show so far: its curves, its gradient flow, and the weights of its best epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import torch

from unrolled.contracts import Monitor
from unrolled.runtime.gradient_flow import Flow

Figures = dict[str, int | float]


class History:
    """Curves, one row an epoch, and the best epoch by the task's monitor.

    Args:
        monitor: the validation metric that picks the best epoch.
    """

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._loss_sum = 0.0
        self._examples = 0
        self.curves: list[Figures] = []
        self.flow: list[Flow] = []
        self.best_epoch = 0
        self.stalls = 0
        """Epochs that were not the best until then."""
        self.best: dict[str, torch.Tensor] = {}

    def count(self, loss: float, examples: int) -> None:
        """Count one batch into the epoch's mean training loss.

        Args:
            loss: mean of the batch.
            examples: their number.
        """
        self._loss_sum += loss * examples
        self._examples += examples

    def close_epoch(self, epoch: int, step: int, metrics: Mapping[str, float]) -> bool:
        """Add the row of an epoch.

        Args:
            epoch: counted from 1.
            step: optimiser steps taken since the training began.
            metrics: of the validation split.

        Returns:
            Whether it is the best epoch so far; its weights are then expected in ``best``.
        """
        train_loss = self._loss_sum / self._examples if self._examples else math.nan
        measured = {f"validation_{name}": float(value) for name, value in sorted(metrics.items())}
        self.curves.append({"epoch": epoch, "step": step, "train_loss": train_loss, **measured})
        self._loss_sum, self._examples = 0.0, 0
        key = f"validation_{self._monitor.metric}"
        old = self.curves[self.best_epoch - 1][key] if self.best_epoch else math.nan
        if self.best_epoch and not beats(measured[key], old, self._monitor.mode):
            self.stalls += 1
            return False
        self.best_epoch = epoch
        return True

    def state(self) -> dict[str, Any]:
        """Return everything but the weights as plain JSON types."""
        return {
            "loss_sum": _plain(self._loss_sum),
            "examples": self._examples,
            "curves": [{name: _plain(value) for name, value in row.items()} for row in self.curves],
            "flow": self.flow,
            "best_epoch": self.best_epoch,
            "stalls": self.stalls,
        }

    def restore(self, state: Mapping[str, Any], best: dict[str, torch.Tensor]) -> None:
        """Take over what another history held.

        Args:
            state: what ``state`` returned.
            best: the weights of its best epoch.
        """
        self._loss_sum, self._examples = float(state["loss_sum"]), int(state["examples"])
        self.curves = [{name: _figure(value) for name, value in row.items()} for row in state["curves"]]
        self.flow = list(state["flow"])
        self.best_epoch, self.stalls, self.best = int(state["best_epoch"]), int(state["stalls"]), best


def beats(new: float, old: float, mode: Literal["min", "max"]) -> bool:
    """Say whether a metric is better than another; any number is better than NaN.

    Args:
        new: the metric of this epoch.
        old: the best so far.
        mode: whether smaller or larger is better.
    """
    if math.isnan(old):
        return not math.isnan(new)
    return new > old if mode == "max" else new < old


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _figure(value: float | str) -> float:
    return float(value) if isinstance(value, str) else value
