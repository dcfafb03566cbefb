"""From a decoder's features to a distribution over the vocabulary.

Shapes: N steps, F features, V vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from unrolled_tasks.language.softmaxes import Logits


class Readout(nn.Module):
    """softmax(W d + b), where d are the features, or tanh(U features) where there is a layer between.

    Source: the layer between: Luong, Pham & Manning, "Effective approaches to attention-based neural machine
    translation" (2015), equation 5. Label smoothing: Szegedy et al., "Rethinking the Inception architecture for
    computer vision" (2016), section 7, here over the ids that can be said.

    Args:
        between: from the features to d.
        softmax: on d.
        smoothing: share of the probability that training would have spread over all that can be said.
    """

    def __init__(self, between: nn.Module, softmax: Logits, *, smoothing: float) -> None:
        super().__init__()
        self.between = between
        self.softmax = softmax
        self.smoothing = smoothing

    def forward(self, features_NF: Tensor) -> Tensor:
        """Return logits_NV; those of ids that are never said are minus infinity.

        Args:
            features_NF: of the decoder.
        """
        return self.softmax(self.between(features_NF))

    def nats(self, logits_NV: Tensor, targets_N: Tensor) -> Tensor:
        """Return the cross-entropy of each target, smoothed in training.

        Args:
            logits_NV: as ``forward`` gave them.
            targets_N: ids that can be said.

        Returns:
            nats_N.
        """
        if not (self.training and self.smoothing):
            return cross_entropy(logits_NV, targets_N, reduction="none")
        log_probs_NV, unsaid_K = logits_NV.log_softmax(1), self.softmax.unsaid_K
        target_N = log_probs_NV.gather(1, targets_N[:, None])[:, 0]
        mean_N = log_probs_NV.index_fill(1, unsaid_K, 0).sum(1) / (log_probs_NV.shape[1] - len(unsaid_K))
        return -torch.lerp(target_N, mean_N, self.smoothing)
