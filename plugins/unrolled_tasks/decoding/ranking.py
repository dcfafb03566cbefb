"""By what the hypotheses of a beam are ranked.

Shapes: N hypotheses, T places of the source.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Ranking:
    """score(Y) = log P(Y) / lp(Y) + cp(Y); lp(Y) = ((5 + |Y|) / 6)^length, cp(Y) = coverage * sum_j log(min(c_j, 1)).

    |Y| counts the tokens, the end among them; c_j is the sum of the weights that place j got.

    Source: Wu et al., "Google's neural machine translation system" (2016), equation 14.

    Args:
        length: 0 ranks by probability alone, which favours what is short; 1 nearly by the mean of a token.
        coverage: 0 leaves it alone; higher keeps a place of the source from being passed over.
    """

    length: float = 0.0
    coverage: float = 0.0

    def __call__(self, log_probs_N: Tensor, tokens: int, covered_NT: Tensor | None) -> Tensor:
        """Return the scores of hypotheses of one length, float64.

        Args:
            log_probs_N: in nats, float64.
            tokens: of each, the end among them.
            covered_NT: sum of the weights of each place, 1 or more where there is no place; None without attention.
        """
        scores_N = log_probs_N / self._penalty(tokens)
        if self.coverage and covered_NT is not None:
            seen_NT = covered_NT.double().clamp(torch.finfo(torch.float64).tiny, 1)
            scores_N = scores_N + self.coverage * seen_NT.log().sum(1)
        return scores_N

    def bound(self, log_probs_N: Tensor, longest_N: Tensor) -> Tensor:
        """Return the score that no continuation of hypotheses exceeds, float64.

        Args:
            log_probs_N: in nats, float64, so far.
            longest_N: tokens that each may come to have.
        """
        return log_probs_N / self._penalty(longest_N)

    def _penalty(self, tokens: int | Tensor) -> float | Tensor:
        return ((5 + tokens) / 6) ** self.length
