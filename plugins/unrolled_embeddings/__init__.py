"""Embeddings: learned in the task, one-hot, and skip-gram vectors learned before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Component, Config, Tune, embedding, hookimpl

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


class SkipGramConfig(Config):
    """Skip-gram with negative sampling (Mikolov et al., 2013), learned from the text before the task."""

    dim: Dim = 100
    """width of a vector"""
    window: Annotated[int, Field(ge=1, le=1_000), Tune(2, 10)] = 5
    """words on either side of a word that it learns to predict"""
    shrink_windows: bool = True
    """draw each word's window from 1 to window, so that near words count more"""
    negatives: Annotated[int, Field(ge=1, le=1_000)] | None = 5
    """noise words a pair; null: 10 below a million words of text, 5 below a hundred million, 3 above"""
    noise_power: Annotated[float, Field(ge=0, le=2)] = 0.75
    """noise words are drawn by count to this power: 0 gives all words alike, 1 their frequency"""
    accidental_hits: bool = False
    """let a noise word be the very word that is to be predicted; false: such a draw is left out"""
    sample: Annotated[float, Field(ge=0, le=1)] = 1e-3
    """words of a larger share of the text than this are randomly left out of it; 0: none"""
    epochs: Annotated[int, Field(ge=1, le=10_000), Tune(1, 10)] = 3
    """passes over the text"""
    learning_rate: Annotated[float, Field(gt=0, le=1), Tune(0.005, 0.1, log=True)] = 0.025
    """at the start; it falls in a straight line to nearly zero"""
    freeze: bool = False
    """keep the vectors as they are while the task is trained"""


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


@embedding("skip-gram", SkipGramConfig, libraries=("llvmlite", "numba"))
def skip_gram(config: SkipGramConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.skip_gram_vectors import SkipGramEmbedding

    return SkipGramEmbedding(config, vocab_size)


@hookimpl
def components() -> list[Component]:
    """Declare the embeddings of this package."""
    return [learned, one_hot, skip_gram]
