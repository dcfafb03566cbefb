"""The embedding ``neural-lm``: its fields, and how it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Config, Tune, embedding

if TYPE_CHECKING:
    from unrolled.contracts import Embedding


class NeuralLMConfig(Config):
    """Neural language model (Bengio et al., 2003), learned from the text before the task."""

    dim: Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)] = 100
    """width of a vector"""
    context: Literal["left", "right", "both", "nearby"] = "left"
    """words that a word is guessed from: those before it, behind it, on both sides, or one drawn from both sides"""
    window: Annotated[int, Field(ge=1, le=1_000), Tune(1, 8)] = 4
    """words of the context on a side; a word is only guessed where there are that many"""
    hidden_size: Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)] = 100
    """width of the hidden layer"""
    noise: Annotated[int, Field(ge=1, le=1_000_000)] = 128
    """words drawn for 512 guesses at once that stand for all wrong ones; all are taken where there are no more"""
    epochs: Annotated[int, Field(ge=1, le=10_000), Tune(1, 10)] = 3
    """passes over the text"""
    learning_rate: Annotated[float, Field(gt=0, le=1), Tune(0.005, 0.2, log=True)] = 0.05
    """of AdaGrad, which shortens its steps by itself"""


@embedding("neural-lm", NeuralLMConfig)
def neural_lm(config: NeuralLMConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.network.neural_lm_vectors import NeuralLMEmbedding

    return NeuralLMEmbedding(config, vocab_size)
