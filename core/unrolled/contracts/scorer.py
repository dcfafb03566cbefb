"""An attention scorer: how well each place of a source fits what a decoder is about to say.

Shapes: B batch, T places of the source, Q query, K key, A memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch


class Scorer(Protocol):
    """A ``torch.nn.Module`` that scores the places of a source; masking, softmax and weighted sum are the task's."""

    def keys(self, y_BTK: torch.Tensor) -> torch.Tensor:
        """Return what the scores are computed from, memory_BTA; called once a source.

        Args:
            y_BTK: outputs of the encoder.
        """
        ...

    def __call__(self, query_BQ: torch.Tensor, memory_BTA: torch.Tensor, previous_BT: torch.Tensor) -> torch.Tensor:
        """Return scores_BT, any real numbers; no place's score depends on padding.

        Args:
            query_BQ: state of the decoder before this step.
            memory_BTA: of ``keys``.
            previous_BT: weights of the step before, zeros at the first; past a source's length always zero.
        """
        ...
