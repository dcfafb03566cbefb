"""A decoder that knows of the source what the encoder's last state says.

Shapes: B batch, T steps of the target, E vector of the target, F features.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Encoder, State
from unrolled_tasks.seq2seq.bridge import Bridge

Cells = tuple[State, ...]


class PlainDecoder(nn.Module):
    """s_i = f(y_(i-1), s_(i-1)): whatever the encoder gave but its last state is discarded.

    Source: Sutskever, Vinyals & Le, "Sequence to sequence learning with neural networks" (2014), section 2.

    Args:
        cells: one-directional.
        bridge: to their first state.
    """

    def __init__(self, cells: Encoder, bridge: Bridge) -> None:
        super().__init__()
        self.cells = cast("nn.Module", cells)
        self.bridge = bridge
        self.features = cells.output_size

    def start(self, encoded: Encoded, lengths_B: Tensor) -> Cells:
        """Return the state before the first step.

        Args:
            encoded: the sources.
            lengths_B: of them, on the CPU.
        """
        del lengths_B
        return self.bridge(encoded, self.cells)

    def step(self, state: Cells, y_BE: Tensor) -> tuple[Tensor, Cells]:
        """Take one step.

        Args:
            state: of the step before.
            y_BE: vectors of what was said last.

        Returns:
            features_BF and the new state.
        """
        encoded = self.cells(y_BE[:, None], torch.ones(len(y_BE), dtype=torch.int64), state)
        return encoded.y_BTH[:, 0], encoded.state

    def unroll(self, state: Cells, y_BTE: Tensor, lengths_B: Tensor) -> tuple[Tensor, None]:
        """Take all steps of targets that are known, in one call.

        Args:
            state: before the first step.
            y_BTE: vectors of what is read at each step.
            lengths_B: of the targets, on the CPU.

        Returns:
            features_BTF, and no weights.
        """
        return self.cells(y_BTE, lengths_B, state).y_BTH, None
