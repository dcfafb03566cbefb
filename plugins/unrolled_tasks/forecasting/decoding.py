"""From an encoded past to the steps that follow: at once, or one by one.

Shapes: B batch, H encoder output, E identity, P horizon, J channels, Q quantiles, F = J x Q values a step, K known
beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded
from unrolled_tasks.forecasting.continuing import Continuation


class Start(NamedTuple):
    """What a forecast begins with.

    Args:
        encoded: the past.
        last_BJ: last value of each channel, normalised.
        known_BPK: what is known of the horizon beforehand; K may be 0.
        identity_BE: learned vector of the series, of the width that the head asks for; zeros where there is none.
    """

    encoded: Encoded
    last_BJ: Tensor
    known_BPK: Tensor
    identity_BE: Tensor


class Direct(nn.Module):
    """One linear layer from the last output to the whole horizon.

    Args:
        size: width of an encoder's output, H.
        horizon: steps, P.
        values: a step, F.
        known: values a step that are known beforehand, K.
        dropout: share of features dropped before it.
    """

    def __init__(self, size: int, horizon: int, values: int, known: int, dropout: float) -> None:
        super().__init__()
        self.identity_size = size
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(size, horizon * values)
        self.known = nn.Linear(known, values, bias=False) if known else None

    def forward(self, start: Start) -> Tensor:
        """Return values_BPF.

        Args:
            start: what the forecast begins with.
        """
        last_BH = self.dropout(start.encoded.last_BH + start.identity_BE)
        values_BPF = self.output(last_BH).unflatten(1, (start.known_BPK.shape[1], -1))
        return values_BPF if self.known is None else values_BPF + self.known(start.known_BPK)


class Recursive(nn.Module):
    """A decoder that goes on from the encoder's state; each step it reads its own last one.

    Args:
        continuation: makes what goes on from the encoder, for an input width.
        channels: of the target, J.
        values: a step, F.
        known: values a step that are known beforehand, K.
        dropout: share of features dropped before the output layer.
    """

    def __init__(
        self, continuation: Callable[[int], Continuation], channels: int, values: int, known: int, dropout: float
    ) -> None:
        super().__init__()
        self.channels = channels
        self.decoder = continuation(channels + known)
        self.identity_size = self.decoder.output_size
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(self.decoder.output_size, values)

    def forward(self, start: Start) -> Tensor:
        """Return values_BPF.

        Args:
            start: what the forecast begins with.
        """
        said_BJ, state = start.last_BJ, self.decoder.start(start.encoded)
        steps: list[Tensor] = []
        for known_BK in start.known_BPK.unbind(1):
            _, last_BH, state = self.decoder.step(torch.cat([said_BJ, known_BK], 1), state)
            steps.append(self.output(self.dropout(last_BH + start.identity_BE)))
            values_BJQ = steps[-1].unflatten(1, (self.channels, -1))
            said_BJ = values_BJQ.sort(2).values[..., values_BJQ.shape[2] // 2]
        return torch.stack(steps, 1)
