"""A batch: the fields of some examples, padded.

Shapes: B batch, T time, I input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Sequences:
    """One field of variable length.

    Args:
        values: int64 ids_BT, padded with 0 behind, or float32 frames_BTI.
        lengths_B: int64 lengths, on the CPU, each at least 1.
    """

    values: torch.Tensor
    lengths_B: torch.Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples of one split.

    Args:
        fields: field name to Sequences (text, tokens, labels, frames), or to a tensor of shape (B,): int64
            class indices (label) or float32 values (number).
        rows_B: the examples' positions in their split, int64, on the CPU.
    """

    fields: Mapping[str, Sequences | torch.Tensor]
    rows_B: torch.Tensor

    @property
    def size(self) -> int:
        """Number of examples, B."""
        return len(self.rows_B)
