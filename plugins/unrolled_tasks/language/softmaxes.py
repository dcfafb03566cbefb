"""Distributions over the vocabulary from what an encoder gives; some ids are never said.

Shapes: N tokens, H encoder output, E embedding, V vocabulary, K ids that are never said.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, linear

from unrolled.errors import ConfigError, Problem


class Softmax(Protocol):
    """A module that says how likely tokens are."""

    def log_probs(self, y_NH: Tensor) -> Tensor:
        """Return the log-probabilities of all tokens.

        Args:
            y_NH: what the encoder gave.

        Returns:
            log_probs_NV in nats.
        """
        ...

    def said(self, y_NH: Tensor, targets_N: Tensor) -> Tensor:
        """Return the log-probabilities of some tokens.

        Args:
            y_NH: what the encoder gave.
            targets_N: the token after each.

        Returns:
            log_probs_N in nats.
        """
        ...


class Logits(nn.Module):
    """One logit a token, in one softmax.

    Args:
        unsaid_K: ids that are never said.
    """

    unsaid_K: Tensor

    def __init__(self, unsaid_K: Tensor) -> None:
        super().__init__()
        self.register_buffer("unsaid_K", unsaid_K, persistent=False)

    def logits(self, y_NH: Tensor) -> Tensor:
        """Return logits_NV before those that are never said are taken out.

        Args:
            y_NH: what the encoder gave.
        """
        raise NotImplementedError

    def forward(self, y_NH: Tensor) -> Tensor:
        """Return logits_NV; those of ids that are never said are minus infinity.

        Args:
            y_NH: what the encoder gave.
        """
        return self.logits(y_NH).index_fill(1, self.unsaid_K, -torch.inf)

    def log_probs(self, y_NH: Tensor) -> Tensor:
        """Return the log-probabilities of all tokens, in nats.

        Args:
            y_NH: what the encoder gave.
        """
        return self(y_NH).log_softmax(1)

    def said(self, y_NH: Tensor, targets_N: Tensor) -> Tensor:
        """Return the log-probabilities of some tokens, in nats.

        Args:
            y_NH: what the encoder gave.
            targets_N: the token after each.
        """
        return -cross_entropy(self(y_NH), targets_N, reduction="none")


class FullSoftmax(Logits):
    """One linear layer.

    Args:
        size: width of the encoder's output, H.
        vocab_size: number of ids, V.
        unsaid_K: ids that are never said.
    """

    def __init__(self, size: int, vocab_size: int, unsaid_K: Tensor) -> None:
        super().__init__(unsaid_K)
        self.linear = nn.Linear(size, vocab_size)

    def logits(self, y_NH: Tensor) -> Tensor:
        """Return logits_NV.

        Args:
            y_NH: what the encoder gave.
        """
        return self.linear(y_NH)


class TiedSoftmax(Logits):
    """The scalar product with each token's own vector; a linear layer before it where the widths differ.

    Args:
        size: width of the encoder's output, H.
        embedding: whose vectors_VE they are; it stays the owner of its weights.
        unsaid_K: ids that are never said.

    Source: Press & Wolf (2017), Using the output embedding to improve language models, section 3.

    Raises:
        ConfigError: the embedding has no table of vectors that could be shared.
    """

    def __init__(self, size: int, embedding: nn.Module, unsaid_K: Tensor) -> None:
        super().__init__(unsaid_K)
        if not isinstance(embedding, nn.Embedding):
            what = "the embedding has no table with a row a token, by which tokens could be said"
            raise ConfigError(Problem(what, where="task.tied", command="unrolled set embedding learned"))
        self._shared = (embedding,)  # in a tuple: no part of this module, whose weights would be saved twice
        self.bias_V = nn.Parameter(torch.zeros(embedding.num_embeddings))
        width = embedding.embedding_dim
        self.project = nn.Identity() if width == size else nn.Linear(size, width)

    def logits(self, y_NH: Tensor) -> Tensor:
        """Return logits_NV.

        Args:
            y_NH: what the encoder gave.
        """
        return linear(self.project(y_NH), self._shared[0].weight, self.bias_V)
