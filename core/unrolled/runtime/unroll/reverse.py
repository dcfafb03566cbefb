"""Time turned around, each sequence at its own end.

Shapes: B batch, T time, I input, N rows of all sequences with their padding.
"""

from __future__ import annotations

import torch
from torch import Tensor


def reverse_sequences(x_BTI: Tensor, lengths_B: Tensor) -> Tensor:
    """Return each sequence from its last valid step to its first; padding stays behind.

    Turning the padded tensor around instead would have the backward direction start in the padding.

    Args:
        x_BTI: sequences, padded behind.
        lengths_B: int64 lengths on the CPU.

    Returns:
        Tensor of the same shape; reversing it again gives ``x_BTI``.
    """
    batch, steps = x_BTI.shape[:2]
    time_T = torch.arange(steps)
    length_B1 = lengths_B[:, None]
    source_BT = torch.where(time_T < length_B1, length_B1 - 1 - time_T, time_T)
    rows_N = (source_BT + steps * torch.arange(batch)[:, None]).flatten().to(x_BTI.device)
    return x_BTI.flatten(0, 1).index_select(0, rows_N).view_as(x_BTI)
