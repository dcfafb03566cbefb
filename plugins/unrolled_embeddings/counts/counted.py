"""Declarations of the vectors that are learned from counts of words that stand near one another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Config, Tune, embedding

if TYPE_CHECKING:
    from unrolled.contracts import Embedding


class CountedConfig(Config):
    """What counting needs."""

    dim: Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)] = 100
    """width of a vector"""
    window: Annotated[int, Field(ge=1, le=1_000), Tune(2, 15)] = 10
    """words on a side of a word that count as near it"""
    sides: Literal["both", "left"] = "both"
    """count the words on both sides of a word, or those before it only"""
    weighting: Literal["harmonic", "flat"] = "harmonic"
    """a word at distance d counts 1/d (harmonic) or 1 (flat)"""
    memory: Annotated[float, Field(gt=0, le=1_000_000)] = 4.0
    """GiB for counting and the counts, which go to a temporary file beyond it; the text comes on top, 8 bytes a word"""


class GloveConfig(CountedConfig):
    """GloVe: vectors whose products are the logarithms of counts (Pennington, Socher & Manning, 2014)."""

    x_max: Annotated[float, Field(ge=1e-6, le=1e9), Tune(5, 200, log=True)] = 100.0
    """count from which on a pair has full weight in the loss"""
    alpha: Annotated[float, Field(ge=0, le=2)] = 0.75
    """below x_max a pair weighs (count / x_max) to this power"""
    add_contexts: bool = True
    """a word's vector is the sum of its two vectors, as a word and as a context; false: the first alone"""
    epochs: Annotated[int, Field(ge=1, le=10_000), Tune(5, 50)] = 25
    """passes over the counts"""
    learning_rate: Annotated[float, Field(gt=0, le=1), Tune(0.01, 0.2, log=True)] = 0.05
    """of AdaGrad, for the first steps; later ones depend on it less and less"""


class CooccurrenceSvdConfig(CountedConfig):
    """Truncated SVD of positive pointwise mutual information (Levy, Goldberg & Dagan, 2015)."""

    shift: Annotated[float, Field(ge=1, le=1_000), Tune(1, 15)] = 1.0
    """its logarithm is taken off the information: what that many noise words a pair do to skip-gram"""
    smoothing: Annotated[float, Field(ge=0, le=1)] = 0.75
    """contexts count by their frequency to this power, so that rare ones are not overrated"""
    iterations: Annotated[int, Field(ge=1, le=1_000)] = 10
    """rounds of subspace iteration; more find the small singular values more exactly"""


@embedding("glove", GloveConfig, libraries=("llvmlite", "numba"))
def glove(config: GloveConfig, /, *, vocab_size: int) -> Embedding:
    """Build GloVe vectors, learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.counts.cooccurrence_vectors import CountedEmbedding
    from unrolled_embeddings.counts.glove_vectors import GloveLearner

    return CountedEmbedding(config, vocab_size, partial(GloveLearner, config))


@embedding("cooccurrence-svd", CooccurrenceSvdConfig, libraries=("llvmlite", "numba"))
def cooccurrence_svd(config: CooccurrenceSvdConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors by a singular value decomposition of counts, before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.counts.cooccurrence_vectors import CountedEmbedding
    from unrolled_embeddings.counts.svd_vectors import SvdLearner

    return CountedEmbedding(config, vocab_size, partial(SvdLearner, config))
