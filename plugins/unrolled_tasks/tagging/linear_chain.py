"""The classes of a sequence as a whole: a linear-chain conditional random field.

Shapes: B batch, T tokens, H features, C classes (of the token before, of the token).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class LinearChain(nn.Linear):
    """p(c | y) = exp s(c, y) / Z(y); s adds how a class fits its token, and how it follows the class before.

    Source: Lafferty, McCallum and Pereira, "Conditional random fields" (2001), section 3; the scores of tokens from
    a network: Lample et al., "Neural architectures for named entity recognition" (2016), section 2.2.

    Args:
        in_features: width of what is read, H.
        out_features: number of classes, C.
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(in_features, out_features)
        self.first_C = nn.Parameter(torch.zeros(out_features))
        self.next_CC = nn.Parameter(torch.zeros(out_features, out_features))
        self.last_C = nn.Parameter(torch.zeros(out_features))

    def losses(self, y_BTH: Tensor, targets_BT: Tensor, valid_BT: Tensor) -> Tensor:
        """Return ``log Z - s`` of each sequence, losses_B in nats; 0 for an empty one.

        Args:
            y_BTH: of the encoder.
            targets_BT: int64 classes.
            valid_BT: true where there is a token: up to each sequence's end.
        """
        scores_BTC = self(y_BTH)
        losses_B = self.log_partition(scores_BTC, valid_BT) - self.path_scores(scores_BTC, targets_BT, valid_BT)
        return losses_B.masked_fill(~valid_BT[:, 0], 0)

    def log_partition(self, scores_BTC: Tensor, valid_BT: Tensor) -> Tensor:
        """Return ``log Z``, of all sequences of classes together, by the forward algorithm.

        Args:
            scores_BTC: how the classes fit the tokens.
            valid_BT: true where there is a token, at the first place always.
        """
        reached_BC = self.first_C + scores_BTC[:, 0]
        for scores_BC, valid_B in zip(scores_BTC.unbind(1)[1:], valid_BT.unbind(1)[1:], strict=True):
            further_BC = (reached_BC[:, :, None] + self.next_CC).logsumexp(1) + scores_BC
            reached_BC = torch.where(valid_B[:, None], further_BC, reached_BC)
        return (reached_BC + self.last_C).logsumexp(1)

    def path_scores(self, scores_BTC: Tensor, classes_BT: Tensor, valid_BT: Tensor) -> Tensor:
        """Return ``s`` of one sequence of classes each.

        Args:
            scores_BTC: how the classes fit the tokens.
            classes_BT: int64 classes.
            valid_BT: true where there is a token, at the first place always.
        """
        fits_BT = scores_BTC.gather(2, classes_BT[..., None])[..., 0]
        follows_BT = self.next_CC[classes_BT[:, :-1], classes_BT[:, 1:]]
        ends_B1 = classes_BT.gather(1, (valid_BT.sum(1, keepdim=True) - 1).clamp(min=0))
        inner_B = fits_BT.masked_fill(~valid_BT, 0).sum(1) + follows_BT.masked_fill(~valid_BT[:, 1:], 0).sum(1)
        return inner_B + self.first_C[classes_BT[:, 0]] + self.last_C[ends_B1[:, 0]]

    def best(self, y_BTH: Tensor, valid_BT: Tensor) -> Tensor:
        """Return the likeliest sequence of classes, classes_BT; past its end the last class again.

        Args:
            y_BTH: of the encoder.
            valid_BT: true where there is a token: up to each sequence's end.
        """
        return self.viterbi(self(y_BTH), valid_BT)

    def viterbi(self, scores_BTC: Tensor, valid_BT: Tensor) -> Tensor:
        """Return the classes of the highest ``s``, classes_BT.

        Args:
            scores_BTC: how the classes fit the tokens.
            valid_BT: true where there is a token, at the first place always.
        """
        reached_BC = self.first_C + scores_BTC[:, 0]
        stays_C = torch.arange(len(reached_BC[0]), device=reached_BC.device)
        origins: list[Tensor] = []
        for scores_BC, valid_B in zip(scores_BTC.unbind(1)[1:], valid_BT.unbind(1)[1:], strict=True):
            further_BC, origin_BC = (reached_BC[:, :, None] + self.next_CC).max(1)
            reached_BC = torch.where(valid_B[:, None], further_BC + scores_BC, reached_BC)
            origins.append(torch.where(valid_B[:, None], origin_BC, stays_C))
        path = [(reached_BC + self.last_C).argmax(1)]
        for origin_BC in reversed(origins):
            path.append(origin_BC.gather(1, path[-1][:, None])[:, 0])
        return torch.stack(path[::-1], 1)
