"""What is said of some pieces, and how right it is.

Shapes: B batch, T steps, P keys.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

SOUNDING = 0.5
"""A key sounds where a roll holds more."""


class Said(NamedTuple):
    """What is said of each step but the first of every piece.

    Args:
        logits_BTP: of each key.
        targets_BTP: 1 where it sounds, 0 elsewhere.
        valid_BT: false past the end of a piece.
    """

    logits_BTP: Tensor
    targets_BTP: Tensor
    valid_BT: Tensor

    def losses(self) -> Tensor:
        """Return the negative log-likelihood of each step, losses_BT in nats; zero past the end of a piece."""
        losses_BTP = binary_cross_entropy_with_logits(self.logits_BTP, self.targets_BTP, reduction="none")
        return losses_BTP.sum(2) * self.valid_BT

    def hits_and_errors(self) -> tuple[Tensor, Tensor]:
        """Return how many keys of each piece sound as was said, and how many sound or are said to, not both.

        Returns:
            int64 hits_B and errors_B.
        """
        sounding_BTP, predicted_BTP = self.keys()
        hits_BTP, errors_BTP = predicted_BTP & sounding_BTP, predicted_BTP ^ sounding_BTP
        return hits_BTP.sum((1, 2)), errors_BTP.sum((1, 2))

    def keys(self) -> tuple[Tensor, Tensor]:
        """Return the keys that sound and those that are said to, none past the end of a piece.

        Returns:
            bool sounding_BTP and predicted_BTP.
        """
        valid_BT1 = self.valid_BT[..., None]
        return (self.targets_BTP > SOUNDING) & valid_BT1, (self.logits_BTP > 0) & valid_BT1
