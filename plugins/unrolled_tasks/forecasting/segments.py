"""From an encoded past to segments of the steps that follow, all at once.

Shapes: B batch, H encoder output, E identity (as wide as H), P horizon, F values a step, K known beforehand,
S segments, N = B x S, I decoder input.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from unrolled.contracts import State
from unrolled_tasks.forecasting.continuing import Continuation
from unrolled_tasks.forecasting.decoding import Start


class Parallel(nn.Module):
    """A decoder that takes one step from the encoder's state for each segment of the horizon, told which it is.

    Args:
        continuation: makes what goes on from the encoder, for an input width.
        size: width of an encoder's output, H.
        horizon: steps, P.
        segment: steps that are said at once.
        values: a step, F.
        known: values a step that are known beforehand, K.
        dropout: share of features dropped before the output layer.

    Source:
        Lin et al. (2023), SegRNN: segment recurrent neural network for long-term time series forecasting, section 3.4.
    """

    def __init__(
        self,
        continuation: Callable[[int], Continuation],
        *,
        size: int,
        horizon: int,
        segment: int,
        values: int,
        known: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.horizon, self.segment = horizon, segment
        self.identity_size = size
        self.positions_SH = nn.Parameter(torch.randn(-(-horizon // segment), size))
        self.decoder = continuation(size + segment * known)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(self.decoder.output_size, segment * values)

    def forward(self, start: Start) -> Tensor:
        """Return values_BPF.

        Args:
            start: what the forecast begins with.
        """
        segments = len(self.positions_SH)
        size = len(start.last_BJ)
        missing = segments * self.segment - self.horizon
        known_BSK = pad(start.known_BPK, (0, 0, 0, missing)).reshape(size, segments, -1)
        place_BSH = self.positions_SH + start.identity_BE[:, None]
        x_NI = torch.cat([place_BSH, known_BSK], 2).flatten(0, 1)
        state = tuple(_repeated(layer, segments) for layer in self.decoder.start(start.encoded))
        said = self.decoder.step(x_NI, state)
        values_BPF = self.output(self.dropout(said.last_BH)).reshape(size, segments * self.segment, -1)
        return values_BPF[:, : self.horizon]


def _repeated(state: State, times: int) -> State:
    """Return a state for each segment of each example."""
    return tuple(part.repeat_interleave(times, 0) for part in state)
