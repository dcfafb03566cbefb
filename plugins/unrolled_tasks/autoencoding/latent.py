"""The point that a sequence becomes, and the decoder that is told of it at every step.

Shapes: B batch, T steps, I input, H encoder output, Z numbers of the latent.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Encoder, State


class Posterior(NamedTuple):
    """Where a sequence may stand: a normal distribution a number.

    Args:
        mean_BZ: the means.
        log_variance_BZ: the logarithms of the variances.
    """

    mean_BZ: Tensor
    log_variance_BZ: Tensor

    def at(self, noise_BZ: Tensor) -> Tensor:
        """Return points z_BZ.

        Args:
            noise_BZ: standard normal; zeros give the means.
        """
        return self.mean_BZ + (self.log_variance_BZ / 2).exp() * noise_BZ

    def divergence(self) -> Tensor:
        """Return how far each distribution is from the standard normal one, in nats, as kl_B.

        Source:
            Kingma & Welling (2014), Auto-encoding variational Bayes, appendix B.
        """
        parts_BZ = self.log_variance_BZ.exp() + self.mean_BZ.square() - 1 - self.log_variance_BZ
        return parts_BZ.sum(1) / 2


class ToPosterior(nn.Module):
    """Two linear layers on what an encoder gives last.

    Args:
        input_size: width of the encoder's output, H.
        latent_size: numbers of the latent, Z.
    """

    def __init__(self, input_size: int, latent_size: int) -> None:
        super().__init__()
        self.mean = nn.Linear(input_size, latent_size)
        self.log_variance = nn.Linear(input_size, latent_size)

    def forward(self, last_BH: Tensor) -> Posterior:
        """Return where sequences may stand.

        Args:
            last_BH: of the encoder.
        """
        return Posterior(self.mean(last_BH), self.log_variance(last_BH))


class Told(nn.Module):
    """A decoder that reads the latent beside every input; the latent is the first part of its state.

    Args:
        decoder: of inputs of width I + Z.

    Source:
        Bowman et al. (2016), Generating sentences from a continuous space, section 3.
    """

    def __init__(self, decoder: Encoder) -> None:
        super().__init__()
        self.decoder = decoder
        self.output_size, self.carries_state = decoder.output_size, decoder.carries_state

    def forward(self, x_BTI: Tensor, lengths_B: Tensor, state: tuple[State, ...] | None = None) -> Encoded:
        """Decode a batch.

        Args:
            x_BTI: inputs, padded behind.
            lengths_B: int64 lengths on the CPU, each at least 1.
            state: ``((z_BZ,),)`` at the start, and what the piece before gave later.
        """
        (z_BZ,), *cells = cast("tuple[State, ...]", state)
        told_BTI = torch.cat([x_BTI, z_BZ[:, None].expand(-1, x_BTI.shape[1], -1)], 2)
        encoded = self.decoder(told_BTI, lengths_B, tuple(cells) or None)
        return encoded._replace(state=((z_BZ,), *encoded.state))
