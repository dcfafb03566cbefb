"""A decoder that goes on where the encoder ended.

Shapes: B batch, I input.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Encoder, State
from unrolled_tasks.seq2seq.bridge import Bridge


class Continuation(nn.Module):
    """Takes steps from the state that the encoder reached.

    Args:
        make: makes the decoder for an input width.
        encoder: of the past.
        source_size: width of its input.
        input_size: width of the decoder's input, I.
    """

    def __init__(self, make: Callable[[int], Encoder], encoder: Encoder, source_size: int, input_size: int) -> None:
        super().__init__()
        self.decoder = make(input_size)
        self.bridge = Bridge(encoder, source_size, self.decoder, input_size)

    @property
    def output_size(self) -> int:
        """Width of what a step gives."""
        return self.decoder.output_size

    def start(self, encoded: Encoded) -> tuple[State, ...]:
        """Return the state before the first step.

        Args:
            encoded: the past.
        """
        return self.bridge(encoded, self.decoder)

    def step(self, x_BI: Tensor, state: tuple[State, ...]) -> Encoded:
        """Take one step.

        Args:
            x_BI: what is read.
            state: of the step before.
        """
        return self.decoder(x_BI[:, None], torch.ones(len(x_BI), dtype=torch.int64), state)
