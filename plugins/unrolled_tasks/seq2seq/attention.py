"""Where a decoder looks: weights over the places of a source, and their mean.

Shapes: B batch, S places of the source, H encoder output, A memory, Q query.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Scorer


class Source(NamedTuple):
    """A source as attention sees it.

    Args:
        y_BSH: outputs of the encoder.
        memory_BSA: what the scorer made of them.
        past_BS: whether a place lies past the source's length.
    """

    y_BSH: Tensor
    memory_BSA: Tensor
    past_BS: Tensor


class Attention(nn.Module):
    """c_i = sum_j a_ij h_j, where a_ij = softmax_j(score(s_(i-1), h_j)); places past a source's end weigh nothing.

    The notes on sequence models (S4) swap the indices in c_1 = a_11 h_1 + a_21 h_2 + ...; here a_ij is the weight of
    place j at step i, so row i of an alignment sums to one.

    Source: Bahdanau, Cho & Bengio (2015), equations 5 and 6.

    Args:
        scorer: of the places.
    """

    def __init__(self, scorer: Scorer) -> None:
        super().__init__()
        self.scorer = cast("nn.Module", scorer)

    def source(self, encoded: Encoded, lengths_B: Tensor) -> Source:
        """Return a batch of sources, with all done that no query reaches.

        Args:
            encoded: the sources.
            lengths_B: of them, on the CPU.
        """
        y_BSH = encoded.y_BTH
        past_BS = torch.arange(y_BSH.shape[1]) >= lengths_B[:, None]
        return Source(y_BSH, cast("Scorer", self.scorer).keys(y_BSH), past_BS.to(y_BSH.device))

    def forward(self, query_BQ: Tensor, source: Source, previous_BS: Tensor) -> tuple[Tensor, Tensor]:
        """Look at the sources once.

        Args:
            query_BQ: state of the decoder.
            source: as ``source`` gave it.
            previous_BS: weights of the step before, zeros at the first.

        Returns:
            context_BH and weights_BS, each row of which sums to one.
        """
        scores_BS = self.scorer(query_BQ, source.memory_BSA, previous_BS)
        weights_BS = scores_BS.masked_fill(source.past_BS, -torch.inf).softmax(1)
        return torch.bmm(weights_BS[:, None], source.y_BSH)[:, 0], weights_BS
