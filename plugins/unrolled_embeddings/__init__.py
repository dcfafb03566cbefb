"""Embeddings: learned in the task, one-hot, learned from text before it, and read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Component, Config, Tune, embedding, hookimpl
from unrolled_embeddings.counts.counted import cooccurrence_svd, glove
from unrolled_embeddings.given.read_declarations import pretrained
from unrolled_embeddings.network.neural_declarations import neural_lm
from unrolled_embeddings.prediction.predicted import cbow, skip_gram
from unrolled_embeddings.subwords.subword_declarations import fasttext

if TYPE_CHECKING:
    from unrolled.contracts import Embedding

Dim = Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)]


class LearnedConfig(Config):
    """Random vectors that are learned together with the task."""

    dim: Dim = 100
    """width of a vector"""
    init_std: Annotated[float, Field(gt=0, le=100), Tune(0.01, 1, log=True)] = 0.1
    """standard deviation of the normal distribution that the vectors start from"""


class OneHotConfig(Config):
    """One dimension a token, fixed: 1 at the token's id, 0 elsewhere."""


@embedding("learned", LearnedConfig)
def learned(config: LearnedConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that the task learns.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.learned_vectors import LearnedEmbedding

    return LearnedEmbedding(config, vocab_size)


@embedding("one-hot", OneHotConfig)
def one_hot(config: OneHotConfig, /, *, vocab_size: int) -> Embedding:  # noqa: ARG001 - there is nothing to choose
    """Build one-hot vectors.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.one_hot_vectors import OneHotEmbedding

    return OneHotEmbedding(vocab_size)


@hookimpl
def components() -> list[Component]:
    """Declare the embeddings of this package."""
    return [cbow, cooccurrence_svd, fasttext, glove, learned, neural_lm, one_hot, pretrained, skip_gram]
