"""Which tokens a draw may fall on, and how likely.

Shapes: B batch, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from unrolled.errors import ConfigError, Problem


@dataclass(frozen=True, slots=True)
class Draws:
    """How the next token is drawn.

    Args:
        temperature: logits are divided by it; 0 takes the likeliest token.
        top_k: only this many of the likeliest tokens are drawn; None: all.
        top_p: only the likeliest tokens whose probabilities first sum to this are drawn; None: all.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None

    def __post_init__(self) -> None:
        """Refuse what gives no distribution."""
        wrong = {
            f"temperature is {self.temperature}; it is at least 0": not self.temperature >= 0,
            f"top_k is {self.top_k}; it is at least 1": self.top_k is not None and self.top_k < 1,
            f"top_p is {self.top_p}; it is above 0 and at most 1": self.top_p is not None and not 0 < self.top_p <= 1,
        }
        if any(wrong.values()):
            raise ConfigError(
                *(Problem(what, command="unrolled sample --help") for what, is_so in wrong.items() if is_so)
            )

    def probabilities(self, log_probs_BV: Tensor) -> Tensor:
        """Return the distribution to draw from; temperature first, then top-k, then top-p.

        Args:
            log_probs_BV: of the model, in nats.

        Returns:
            float64 probabilities of shape (B, V); each row sums to 1.
        """
        if self.temperature == 0:
            likeliest_B1 = log_probs_BV.argmax(1, keepdim=True)
            return torch.zeros_like(log_probs_BV, dtype=torch.float64).scatter_(1, likeliest_B1, 1.0)
        below_BV = log_probs_BV.double() - log_probs_BV.amax(1, keepdim=True)  # so that no temperature overflows
        probs_BV = (below_BV / self.temperature).softmax(1)
        sorted_BV, order_BV = probs_BV.sort(stable=True, dim=1, descending=True)
        if self.top_k is not None:
            sorted_BV[:, self.top_k :] = 0
            sorted_BV /= sorted_BV.sum(1, keepdim=True)
        if self.top_p is not None:
            before_BV = sorted_BV.cumsum(1) - sorted_BV
            sorted_BV = sorted_BV.masked_fill(before_BV >= self.top_p, 0)
        probs_BV = torch.zeros_like(probs_BV).scatter_(1, order_BV, sorted_BV)
        return probs_BV / probs_BV.sum(1, keepdim=True)
