"""What comes next: a distribution over the vocabulary after every token that is read.

Shapes: B batch, T steps, H encoder output, N tokens to be said in a batch, V vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from unrolled.contracts import PAD, Encoder, State
from unrolled_tasks.framing import Steps


class NextToken(nn.Module):
    """One linear layer on an encoder; the start symbol and padding are never said.

    Args:
        embedding: of the tokens.
        encoder: of one direction.
        vocab_size: number of ids, V.
        start: the start symbol.
    """

    unsaid: Tensor

    def __init__(self, embedding: nn.Module, encoder: Encoder, vocab_size: int, start: int) -> None:
        super().__init__()
        self.embedding = embedding
        self.encoder = encoder
        self.output = nn.Linear(encoder.output_size, vocab_size)
        self.register_buffer("unsaid", torch.tensor(sorted({PAD, start})), persistent=False)

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
        logits_NV = self._logits(encoded.y_BTH[said_BT])
        return -cross_entropy(logits_NV, steps.targets_BT[said_BT], reduction="none"), encoded.state

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
        return self._logits(encoded.last_BH).log_softmax(1), encoded.state

    def _logits(self, y_NH: Tensor) -> Tensor:
        return self.output(y_NH).index_fill(1, self.unsaid, -torch.inf)
