"""A softmax over a vocabulary that is cut into parts by frequency.

Shapes: N tokens, H encoder output, V vocabulary, K ids that are never said, P ids of the first part and other parts.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

from unrolled.errors import ConfigError, Problem
from unrolled_tasks.language.softmaxes import Logits

_NARROWER = 4
"""How many times narrower each part is than the one before."""


class _Head(Logits):
    """The first part, which holds the ids that are never said."""

    def __init__(self, head: nn.Linear, unsaid_K: Tensor) -> None:
        super().__init__(unsaid_K)
        self.linear = head

    def logits(self, y_NH: Tensor) -> Tensor:
        """Return logits_NP of the first part's ids, and of each other part as a whole.

        Args:
            y_NH: what the encoder gave.
        """
        return self.linear(y_NH)


class AdaptiveSoftmax(nn.Module):
    """Frequent tokens in full width, rarer ones in parts that grow narrower; exact probabilities of all.

    Args:
        size: width of the encoder's output, H.
        vocab_size: number of ids, V.
        cutoffs: first ids of the parts but the first.
        unsaid_K: ids that are never said.

    Source: Grave et al. (2017), Efficient softmax approximation for GPUs, section 4.

    Raises:
        ConfigError: the cutoffs leave a part without ids or without width.
    """

    def __init__(self, size: int, vocab_size: int, cutoffs: tuple[int, ...], unsaid_K: Tensor) -> None:
        super().__init__()
        lowest, parts = int(unsaid_K.max()) + 1, len(cutoffs)
        if cutoffs[0] <= lowest or cutoffs[-1] >= vocab_size or size < _NARROWER**parts:
            what = f"cutoffs {list(cutoffs)} do not fit {vocab_size} ids and outputs {size} wide: "
            rule = f"they lie between {lowest} and {vocab_size}, and the width is at least {_NARROWER**parts}"
            raise ConfigError(Problem(what + rule, where="task.adaptive_softmax", nearest="[]"))
        self.parts = nn.AdaptiveLogSoftmaxWithLoss(size, vocab_size, list(cutoffs), div_value=_NARROWER, head_bias=True)
        self.parts.head = cast("nn.Linear", _Head(self.parts.head, unsaid_K))

    def log_probs(self, y_NH: Tensor) -> Tensor:
        """Return the log-probabilities of all tokens, in nats.

        Args:
            y_NH: what the encoder gave.
        """
        return self.parts.log_prob(y_NH)

    def said(self, y_NH: Tensor, targets_N: Tensor) -> Tensor:
        """Return the log-probabilities of some tokens, in nats.

        Args:
            y_NH: what the encoder gave.
            targets_N: the token after each.
        """
        return self.parts(y_NH, targets_N).output
