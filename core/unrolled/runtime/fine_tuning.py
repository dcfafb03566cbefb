"""From which epoch on a training changes the vectors of its embedding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from unrolled.runtime.task import SequenceTask


class FineTuning:
    """Keeps an embedding's vectors as they are until their epoch comes.

    Vectors that wait take no gradient: they cost no time, add nothing to the norm that clipping looks at, and the
    optimizer neither moves them nor remembers them.

    Args:
        task: whose vectors they are; what a plugin froze stays frozen.
        after: epochs after which they are trained; None: never.
    """

    def __init__(self, task: SequenceTask, after: int | None) -> None:
        layers = (weight for layer in task.embedding_layers for weight in layer.parameters())
        self.vectors: list[torch.nn.Parameter] = [weight for weight in layers if weight.requires_grad]
        self._after = math.inf if after is None else after

    def begin(self, epoch: int) -> None:
        """Let the vectors be trained, or not, as the epoch asks.

        Args:
            epoch: that is trained next, counted from 0.
        """
        for weight in self.vectors:
            weight.requires_grad_(epoch >= self._after)
