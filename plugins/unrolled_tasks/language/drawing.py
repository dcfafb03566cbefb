"""Tokens drawn one after another, each given those before it.

Shapes: B texts, T tokens, V vocabulary, K ids.
"""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled.contracts import PAD
from unrolled.runtime.prediction import evaluation
from unrolled_tasks.language.next_token import NextToken
from unrolled_tasks.language.sampling import Draws


def drawn(
    model: NextToken, start_BT: Tensor, draws: Draws, *, end: int | None, never_K: Tensor, max_length: int, seed: int
) -> Tensor:
    """Draw tokens behind a start, to the end that the model gives each text.

    Args:
        model: that says how likely each token is.
        start_BT: the start symbol, and what was said so far, of every text.
        draws: how tokens are drawn.
        end: the token behind the last one of a text; None: texts have no end of their own.
        never_K: ids that are not drawn: what is unknown could not be shown.
        max_length: tokens drawn a text at most.
        seed: of the draws.

    Returns:
        int64 ids_BT on the CPU of all that was said, without start and end, padded behind.
    """
    random, next_BT, state = torch.Generator().manual_seed(seed), start_BT, None
    texts = [start_BT[:, 1:].cpu()]
    ended_B = torch.zeros(len(start_BT), dtype=torch.bool)
    with evaluation(model):
        while len(texts) <= max_length and not ended_B.all():
            log_probs_BV, state = model.read(next_BT, state)
            probs_BV = draws.probabilities(log_probs_BV.cpu().index_fill(1, never_K, -torch.inf))
            drawn_B1 = probs_BV.multinomial(1, generator=random)
            ended_B |= drawn_B1[:, 0] == end
            texts.append(drawn_B1.masked_fill(ended_B[:, None], PAD))
            next_BT = drawn_B1.to(start_BT.device)
    return torch.cat(texts, 1)
