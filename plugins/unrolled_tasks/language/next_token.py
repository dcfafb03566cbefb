"""What comes next: a distribution over the vocabulary after every token that is read.

Shapes: B batch, T steps, H encoder output, N tokens to be said in a batch, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from unrolled.contracts import PAD, Encoder, State
from unrolled_tasks.framing import Steps
from unrolled_tasks.language.adaptive_softmax import AdaptiveSoftmax
from unrolled_tasks.language.softmaxes import FullSoftmax, Softmax, TiedSoftmax

if TYPE_CHECKING:
    from unrolled_tasks.language import LanguageModelConfig


class NextToken(nn.Module):
    """A softmax on an encoder; the start symbol and padding are never said.

    Args:
        config: of the language model.
        embedding: of the tokens.
        encoder: of one direction.
        vocab_size: number of ids, V.
        start: the start symbol.
    """

    def __init__(
        self, config: LanguageModelConfig, embedding: nn.Module, encoder: Encoder, vocab_size: int, start: int
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        unsaid_K = torch.tensor(sorted({PAD, start}))
        self.softmax = _softmax(config, encoder.output_size, embedding, vocab_size, unsaid_K)

    def forward(self, steps: Steps, state: tuple[State, ...] | None = None) -> tuple[Tensor, tuple[State, ...]]:
        """Say how likely the targets of a batch are.

        Args:
            steps: what is read, and what is to be said.
            state: of the piece before; None at the start of a text.

        Returns:
            log_probs_N of the targets that are no padding, example by example, in nats; and the state.
        """
        encoded = self.encoder(self.embedding(steps.inputs_BT), steps.lengths_B, state)
        said_BT = steps.targets_BT != PAD  # only there is the vocabulary looked at
        y_NH = self.dropout(encoded.y_BTH[said_BT])
        return self.softmax.said(y_NH, steps.targets_BT[said_BT]), encoded.state

    def read(self, ids_BT: Tensor, state: tuple[State, ...] | None) -> tuple[Tensor, tuple[State, ...]]:
        """Read on, and say how likely each token is to come next.

        Args:
            ids_BT: int64, without padding.
            state: of what was read before; None at the start of a text.

        Returns:
            log_probs_BV in nats, and the state.
        """
        lengths_B = torch.full((len(ids_BT),), ids_BT.shape[1])
        encoded = self.encoder(self.embedding(ids_BT), lengths_B, state)
        return self.softmax.log_probs(encoded.last_BH), encoded.state


def _softmax(
    config: LanguageModelConfig, size: int, embedding: nn.Module, vocab_size: int, unsaid_K: Tensor
) -> Softmax:
    if config.tied:
        return TiedSoftmax(size, embedding, unsaid_K)
    if config.adaptive_softmax:
        return AdaptiveSoftmax(size, vocab_size, config.adaptive_softmax, unsaid_K)
    return FullSoftmax(size, vocab_size, unsaid_K)
