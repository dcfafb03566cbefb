"""What a decoder says of the frames that a latent stands for.

Shapes: B batch, T steps, I input, Z numbers of the latent.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoder, Sequences
from unrolled_tasks.autoencoding.latent import Told

_LOG_2_PI = math.log(2 * math.pi)


class FrameReconstruction(nn.Module):
    """The next frame after those before it, normally distributed with a variance of 1 about what is predicted.

    Args:
        size: width of a frame, I.
        decoder: of frames and the latent.
        frame_dropout: share of the frames it reads that become zeros in training.
    """

    def __init__(self, size: int, decoder: Encoder, frame_dropout: float) -> None:
        super().__init__()
        self.frame_dropout = frame_dropout
        self.decoder = Told(decoder)
        self.output = nn.Linear(decoder.output_size, size)

    def vectors(self, field: Sequences) -> Tensor:
        """Return what an encoder of the frames reads, as x_BTI.

        Args:
            field: the frames.
        """
        return field.values

    def log_likelihoods(self, field: Sequences, z_BZ: Tensor) -> Tensor:
        """Return the log-density of each sequence of frames given its latent, in nats, as (B,).

        Args:
            field: the frames.
            z_BZ: one point a sequence.
        """
        x_BTI, lengths_B = field.values, field.lengths_B
        before_BTI = torch.cat([torch.zeros_like(x_BTI[:, :1]), x_BTI[:, :-1]], 1)
        if self.training and self.frame_dropout:
            lost_BT = torch.rand(before_BTI.shape[:2], device=z_BZ.device) < self.frame_dropout
            before_BTI = before_BTI.masked_fill(lost_BT[..., None], 0)
        predicted_BTI = self.output(self.decoder(before_BTI, lengths_B, ((z_BZ,),)).y_BTH)
        densities_BT = -((x_BTI - predicted_BTI).square() + _LOG_2_PI).sum(2) / 2
        past_BT = torch.arange(x_BTI.shape[1], device=z_BZ.device) >= lengths_B.to(z_BZ.device)[:, None]
        return densities_BT.masked_fill(past_BT, 0).sum(1)
