"""The embedding ``pretrained``: its fields, and how it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Config, embedding

if TYPE_CHECKING:
    from unrolled.contracts import Embedding


class PretrainedConfig(Config):
    """Vectors from a file of word2vec, GloVe, fastText or safetensors, whatever it is called."""

    path: Annotated[str, Field(min_length=1)]
    """of the file, from the folder of params.yaml; a word is looked up as it is written, else in lower case"""
    dim: Annotated[int, Field(ge=1, le=65_536)]
    """width of the file's vectors"""
    out_of_vocabulary: Literal["random", "zero", "mean", "n-grams"] = "random"
    """vectors of words that the file lacks: as widely spread as the others, zeros, their mean, or made of n-grams"""


def _inputs(config: PretrainedConfig) -> tuple[str, ...]:
    return (config.path,)


def _check(config: PretrainedConfig) -> None:
    from unrolled_embeddings.given.given_file import check

    check(config)


@embedding("pretrained", PretrainedConfig, inputs=_inputs, check=_check)
def pretrained(config: PretrainedConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are read before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.given.pretrained_vectors import PretrainedEmbedding

    return PretrainedEmbedding(config, vocab_size)
