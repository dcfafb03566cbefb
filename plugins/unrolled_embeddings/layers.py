"""Layers that turn ids into vectors.

Shapes: B batch, T time, V vocabulary, E embedding.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unrolled import PAD


def lookup(vectors_VE: Tensor, *, freeze: bool = False) -> nn.Embedding:
    """Return the layer that gives a row of a table for an id; padding gives zeros and takes no gradient.

    Args:
        vectors_VE: the table; the layer takes it over and clears its first row.
        freeze: whether the rows stay as they are in training.
    """
    vectors_VE[PAD] = 0
    return nn.Embedding.from_pretrained(vectors_VE, freeze=freeze, padding_idx=PAD)


class OneHot(nn.Module):
    """Gives 1 at the place of an id and 0 elsewhere; zeros for padding.

    Args:
        vocab_size: V.
    """

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.vocab_size = vocab_size

    def forward(self, ids_BT: Tensor) -> Tensor:
        """Return the vectors of ids.

        Args:
            ids_BT: int64.

        Returns:
            x_BTV, of torch's default dtype.
        """
        x_BTV = torch.zeros(*ids_BT.shape, self.vocab_size, device=ids_BT.device)
        ids_BT1 = ids_BT.unsqueeze(-1)
        return x_BTV.scatter_(-1, ids_BT1, (ids_BT1 != PAD).to(x_BTV.dtype))
