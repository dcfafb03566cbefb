"""From the encoder's end to the decoder's start.

Shapes: B batch, I input, H encoder output.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Encoder, State
from unrolled.runtime.prediction import evaluation


class Bridge(nn.Module):
    """The encoder's last state where the decoder's has its shapes; else one that is learned from its last output.

    What is learned is a linear map of the last output to each tensor of the state, added to the state that the
    decoder reaches by a step on zeros: whatever a cell keeps there, it has been there already.

    Source: the linear map: Bahdanau, Cho & Bengio (2015), appendix A.2.2, from the backward direction's end there.

    Args:
        encoder: of the source.
        source_size: width of its input.
        decoder: of the target.
        input_size: width of its input, I.
    """

    def __init__(self, encoder: Encoder, source_size: int, decoder: Encoder, input_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        state = state_on_zeros(decoder, input_size)
        self.is_direct = _shapes(state_on_zeros(encoder, source_size)) == _shapes(state)
        widths = [] if self.is_direct else [part.numel() for cell in state for part in cell]
        self.maps = nn.ModuleList(nn.Linear(encoder.output_size, width) for width in widths)

    def forward(self, encoded: Encoded, decoder: Encoder) -> tuple[State, ...]:
        """Return the decoder's state before its first step.

        Args:
            encoded: the source.
            decoder: the one that the bridge was built for.
        """
        if self.is_direct:
            return encoded.state
        batch_size, maps = len(encoded.last_BH), iter(self.maps)
        zeros_B1I = encoded.last_BH.new_zeros(batch_size, 1, self.input_size)
        before = decoder(zeros_B1I, torch.ones(batch_size, dtype=torch.int64)).state
        return tuple(tuple(part + next(maps)(encoded.last_BH).view_as(part) for part in cell) for cell in before)


def state_on_zeros(encoder: Encoder, input_size: int) -> tuple[State, ...]:
    """Return the state after one step on zeros, for a batch of one.

    Args:
        encoder: or decoder.
        input_size: width of its input.
    """
    with evaluation(cast("nn.Module", encoder)):
        return encoder(torch.zeros(1, 1, input_size), torch.ones(1, dtype=torch.int64)).state


def _shapes(state: tuple[State, ...]) -> list[list[tuple[torch.Size, torch.dtype]]]:
    def of(part: Tensor) -> tuple[torch.Size, torch.dtype]:
        return part.shape, part.dtype

    return [[of(part) for part in cell] for cell in state]
