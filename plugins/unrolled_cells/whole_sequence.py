"""What the encoders share that take a whole sequence at once and carry no state.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unrolled.contracts import State


class WholeSequenceCell(nn.Module):
    """A cell without a step, whose ``forward`` turns x_BTI into y_BTH.

    Each output depends on inputs up to its own time only, so padding behind a sequence reaches none of its outputs.

    Args:
        output_size: width of ``y``, H.
    """

    def __init__(self, output_size: int) -> None:
        super().__init__()
        self.output_size = output_size

    def initial_state(self, batch_size: int) -> State:
        """Return the empty state.

        Args:
            batch_size: number of sequences, B; nothing is kept of any.
        """
        del batch_size
        return ()

    def sequence(self, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        """Encode a batch.

        Args:
            x_BTI: inputs, padded behind.
            state: empty.
            lengths_B: int64 lengths on the CPU, each at least 1.

        Returns:
            y_BTH, zero past each length, and the empty state.
        """
        time_T = torch.arange(x_BTI.shape[1], device=x_BTI.device)
        past_BT = time_T >= lengths_B.to(x_BTI.device)[:, None]
        return self(x_BTI).masked_fill(past_BT[..., None], 0), state
