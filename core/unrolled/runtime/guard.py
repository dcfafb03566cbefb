"""Stops or skips a step whose loss or gradient is not finite, before the weights take it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from unrolled.errors import DivergedError, Problem


class Guard:
    """Judges every step by the ``non_finite`` policy.

    Args:
        policy: ``stop``, ``off`` or ``skip:K``, K steps in a row at most.
        named: the parameters that are trained, by name.
    """

    def __init__(self, policy: str, named: Sequence[tuple[str, torch.nn.Parameter]]) -> None:
        self._off = policy == "off"
        self._allowed = int(policy.partition(":")[2] or 0)
        self._named = named
        self.skipped = 0

    def admits_loss(self, loss: float, step: int) -> bool:
        """Say whether a step may go on after its loss.

        Args:
            loss: of the step.
            step: its number, counted from 1.

        Raises:
            DivergedError: the loss is not finite, and no further step may be skipped.
        """
        return self._off or math.isfinite(loss) or self._skip(step, f"the loss is {loss}")

    def admits_gradient(self, norm: float, step: int) -> bool:
        """Say whether the optimizer may take a step.

        Args:
            norm: of all gradients.
            step: its number, counted from 1.

        Raises:
            DivergedError: a gradient is not finite, and no further step may be skipped.
        """
        if not (self._off or math.isfinite(norm)):
            return self._skip(step, f"the gradient of '{self._culprit()}' is not finite")
        self.skipped = 0
        return True

    def _skip(self, step: int, what: str) -> bool:
        if self.skipped >= self._allowed:
            skipped = f" after {self.skipped} skipped steps" if self.skipped else ""
            advice = "lower train.learning_rate or train.clip_norm"
            raise DivergedError(Problem(f"training diverged at step {step}{skipped}: {what}; {advice}"))
        self.skipped += 1
        return False

    def _culprit(self) -> str:
        for name, parameter in self._named:
            if parameter.grad is not None and not parameter.grad.isfinite().all():
                return name
        return "no single parameter"
