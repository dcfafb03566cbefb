"""A decoder with the target's vectors in front of it and the vocabulary behind: it says one token after another.

Shapes: B batch, T steps of the target, S places of the source, N tokens to be said in a batch, V vocabulary.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from unrolled.contracts import PAD
from unrolled_tasks.framing import Steps
from unrolled_tasks.seq2seq.attentive_decoder import Attending, AttentiveDecoder
from unrolled_tasks.seq2seq.plain_decoder import PlainDecoder
from unrolled_tasks.seq2seq.readout import Readout


class Forced(NamedTuple):
    """What a speaker would have said where it was told what to say.

    Args:
        rows_N: example of each token that is to be said.
        targets_N: these tokens.
        logits_NV: -inf for what is never said.
    """

    rows_N: Tensor
    targets_N: Tensor
    logits_NV: Tensor


class Speaker(nn.Module):
    """Says targets, forced to what is known or left alone.

    Args:
        embedding: of the target.
        decoder: plain or attentive.
        readout: on its features.
        unknown: ids that may be in a target, and are not said where it is left alone.
        own_share: share of steps that in training read what the speaker itself would have said.
    """

    unknown: Tensor

    def __init__(
        self,
        embedding: nn.Module,
        decoder: PlainDecoder | AttentiveDecoder,
        readout: Readout,
        *,
        unknown: list[int],
        own_share: float,
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.decoder = decoder
        self.readout = readout
        self.own_share = own_share
        self.register_buffer("unknown", torch.tensor(unknown, dtype=torch.int64), persistent=False)

    @property
    def attends(self) -> bool:
        """Whether it looks at the source at every step."""
        return isinstance(self.decoder, AttentiveDecoder)

    @staticmethod
    def covered(state: Attending) -> Tensor:
        """Return how much weight each place of the source got so far, covered_BS; 1 or more where there is no place.

        Args:
            state: of the decoder, with attention.
        """
        return state.covered_BS

    def forward(self, state: Any, steps: Steps) -> Forced:
        """Say known targets.

        Args:
            state: of the decoder before its first step.
            steps: what is read and what is to be said.
        """
        features_BTF, _ = self._sampled(state, steps) if self.training and self.own_share else self.unroll(state, steps)
        said_BT = steps.targets_BT != PAD  # only there is the vocabulary looked at
        return Forced(said_BT.nonzero()[:, 0], steps.targets_BT[said_BT], self.readout(features_BTF[said_BT]))

    def nats(self, forced: Forced) -> Tensor:
        """Return the cross-entropy of each token that was to be said, nats_N; smoothed in training.

        Args:
            forced: what would have been said.
        """
        return self.readout.nats(forced.logits_NV, forced.targets_N)

    def unroll(self, state: Any, steps: Steps) -> tuple[Tensor, Tensor | None]:
        """Return the features of every step of known targets, and the weights_BTS where there is attention.

        Args:
            state: of the decoder before its first step.
            steps: what is read.
        """
        return self.decoder.unroll(state, self.embedding(steps.inputs_BT), steps.lengths_B)

    def step(self, state: Any, last_B: Tensor) -> tuple[Tensor, Any]:
        """Say what may come next; a ``decoding.stepping.Step``.

        Args:
            state: of the decoder.
            last_B: ids that were said last.

        Returns:
            log_probs_BV in nats, -inf for the unknown, and the new state.
        """
        features_BF, state = self.decoder.step(state, self.embedding(last_B[:, None])[:, 0])
        return self.readout(features_BF).log_softmax(1).index_fill(1, self.unknown, -torch.inf), state

    def _sampled(self, state: Any, steps: Steps) -> tuple[Tensor, None]:
        """Take all steps, some of them from what is likeliest in place of what is known.

        Source: Bengio et al., "Scheduled sampling for sequence prediction with recurrent neural networks" (2015).
        """
        features: list[Tensor] = []
        for known_B in steps.inputs_BT.unbind(1):
            read_B = self._mixed(known_B, features[-1]) if features else known_B
            features_BF, state = self.decoder.step(state, self.embedding(read_B[:, None])[:, 0])
            features.append(features_BF)
        return torch.stack(features, 1), None

    @torch.no_grad()
    def _mixed(self, known_B: Tensor, features_BF: Tensor) -> Tensor:
        own_B = torch.rand(len(known_B), device=known_B.device) < self.own_share
        return torch.where(own_B, self.readout(features_BF).argmax(1), known_B)
