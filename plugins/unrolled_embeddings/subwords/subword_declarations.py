"""Declaration of vectors of words that are learned with their n-grams: fasttext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import Tune, embedding
from unrolled_embeddings.prediction.predicted import NoiseConfig

if TYPE_CHECKING:
    from unrolled.contracts import Embedding


class FastTextConfig(NoiseConfig):
    """Skip-gram of words that are the mean of their n-grams, so that words alike in spelling share what they learn."""

    learning_rate: Annotated[float, Field(ge=1e-6, le=1), Tune(0.01, 0.2, log=True)] = 0.04
    """at the start; it falls in a straight line to nearly zero"""
    order: Literal["deterministic", "hogwild"] = "deterministic"
    """deterministic: the same bytes at any number of threads; hogwild: threads write over one another at times"""
    min_n: Annotated[int, Field(ge=1, le=100), Tune(2, 4)] = 3
    """characters of an n-gram at least, the marks around a word counted"""
    max_n: Annotated[int, Field(ge=1, le=100), Tune(5, 7)] = 6
    """characters of an n-gram at most"""
    buckets: Annotated[int, Field(ge=1, le=2**24)] = 2_000_000
    """vectors that n-grams share, chosen by hash; those that no word of the vocabulary meets take memory only where a
    .bin is written, which holds them all"""

    @field_validator("max_n")
    @classmethod
    def _not_below_min_n(cls, value: int, info: ValidationInfo) -> int:
        shortest = info.data.get("min_n", value)
        if value < shortest:
            raise ValueError(f"{value} is below min_n, {shortest}: there are no such n-grams; raise it or lower min_n")
        return value


@embedding("fasttext", FastTextConfig, libraries=("llvmlite", "numba"))
def fasttext(config: FastTextConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.subwords.fasttext_vectors import FastTextEmbedding

    return FastTextEmbedding(config, vocab_size)
