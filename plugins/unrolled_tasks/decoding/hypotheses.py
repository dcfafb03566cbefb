"""The hypotheses of a beam: some of each sequence, all of one length.

Shapes: B sequences, L sequences that are searched on, N hypotheses, as many of each sequence, V vocabulary, T steps.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from unrolled_tasks.decoding.stepping import picked


class Hypotheses(NamedTuple):
    """What was said so far, sequence by sequence; a state whose rows ``picked`` picks.

    Args:
        ids_NT: what was said.
        log_probs_N: float64, in nats; -inf where there is none.
        sequences_N: number of the sequence.
        limits_N: tokens at most, the end among them.
    """

    ids_NT: Tensor
    log_probs_N: Tensor
    sequences_N: Tensor
    limits_N: Tensor

    @classmethod
    def first(cls, limits_B: Tensor, width: int) -> Hypotheses:
        """Return one hypothesis a sequence that says nothing yet, and room for others beside it.

        Args:
            limits_B: tokens at most, on the model's device.
            width: hypotheses of each sequence.
        """
        sequences_N = torch.arange(len(limits_B), device=limits_B.device).repeat_interleave(width)
        log_probs_N = torch.full(sequences_N.shape, -torch.inf, dtype=torch.float64, device=limits_B.device)
        log_probs_N[::width] = 0
        return cls(sequences_N[:, None][:, :0], log_probs_N, sequences_N, limits_B[sequences_N])

    def extended(self, log_probs_NV: Tensor, width: int) -> tuple[Hypotheses, Tensor]:
        """Return the likeliest continuations by one token, and the row that each continues.

        Args:
            log_probs_NV: of every next token, in nats.
            width: hypotheses of each sequence.
        """
        vocab_size = log_probs_NV.shape[1]
        total_NV = self.log_probs_N[:, None] + log_probs_NV
        best_LW, places_LW = total_NV.view(-1, width * vocab_size).topk(width)
        starts_L1 = torch.arange(0, len(total_NV), width, device=total_NV.device)[:, None]
        parents_N = (starts_L1 + places_LW // vocab_size).flatten()
        tokens_N1 = (places_LW % vocab_size).view(-1, 1)
        moved = picked(self, parents_N)
        ids_NT = torch.cat([moved.ids_NT, tokens_N1], 1)
        return moved._replace(ids_NT=ids_NT, log_probs_N=best_LW.flatten()), parents_N

    def ended(self, end: int) -> Tensor:
        """Return which hypotheses have said their last token, as ended_N.

        Args:
            end: id after which nothing is said.
        """
        last_N = (self.ids_NT[:, -1] == end) | (self.limits_N <= self.ids_NT.shape[1])
        return last_N & (self.log_probs_N > -torch.inf)

    def without(self, gone_N: Tensor) -> Hypotheses:
        """Return the hypotheses with room in place of some.

        Args:
            gone_N: whether a hypothesis goes on no more.
        """
        return self._replace(log_probs_N=self.log_probs_N.masked_fill(gone_N, -torch.inf))
