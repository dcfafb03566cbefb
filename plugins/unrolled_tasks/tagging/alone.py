"""Every token's class for itself: softmax and cross-entropy.

Shapes: B batch, T tokens, H features, C classes.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import cross_entropy


class Alone(nn.Linear):
    """One linear layer; no class knows of the next.

    Args:
        in_features: width of what is read, H.
        out_features: number of classes, C.
    """

    def losses(self, y_BTH: Tensor, targets_BT: Tensor, valid_BT: Tensor) -> Tensor:
        """Return the cross-entropy of each sequence, summed over its tokens, as losses_B in nats.

        Args:
            y_BTH: of the encoder.
            targets_BT: int64 classes.
            valid_BT: true where there is a token.
        """
        losses_BT = cross_entropy(self(y_BTH).transpose(1, 2), targets_BT, reduction="none")
        return losses_BT.masked_fill(~valid_BT, 0).sum(1)

    def best(self, y_BTH: Tensor, valid_BT: Tensor) -> Tensor:
        """Return the likeliest class of each token, classes_BT; any class where there is none.

        Args:
            y_BTH: of the encoder.
            valid_BT: true where there is a token.
        """
        del valid_BT
        return self(y_BTH).argmax(2)
