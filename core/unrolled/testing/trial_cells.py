"""A cell to try laws on, and one batch for it.

Shapes: B batch, T time, I input.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from unrolled.testing.law import NotApplicable, Subject
from unrolled.testing.tensors import LENGTHS, seeded

INPUT_SIZE = 3
STEPS = max(LENGTHS) + 1
"""One step more than the longest sequence has, so that every row has padding."""


def built(subject: Subject, seed: int = 0, dtype: torch.dtype = torch.float64) -> Any:
    """Return a fresh cell in evaluation mode.

    Args:
        subject: the cell's component and config.
        seed: of its parameters.
        dtype: of its parameters.
    """
    with seeded(seed):
        cell = cast("nn.Module", subject.component.build(subject.config, input_size=INPUT_SIZE))
    return cell.to(dtype).eval()


def inputs(seed: int = 1) -> tuple[Tensor, Tensor]:
    """Return x_BTI of float64 and lengths_B.

    Args:
        seed: of the inputs.
    """
    with seeded(seed):
        return torch.randn(len(LENGTHS), STEPS, INPUT_SIZE, dtype=torch.float64), torch.tensor(LENGTHS)


def need_step(subject: Subject) -> None:
    """Raise for a cell that declares that it has no step.

    Raises:
        NotApplicable: it is declared ``recurrent=False``.
    """
    if not subject.component.recurrent:
        raise NotApplicable("recurrent=False: the cell has no step and carries no state")
