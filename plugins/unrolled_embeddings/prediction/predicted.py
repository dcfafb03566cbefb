"""Declarations of vectors that are learned by predicting words from words: skip-gram and cbow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import Config, Tune, embedding

if TYPE_CHECKING:
    from unrolled.contracts import Embedding

_OF_NOISE = ("negatives", "noise_power", "accidental_hits", "negative_sharing")
WITHOUT_EFFECT: Mapping[str, tuple[str, ...]] = {
    "negative-sampling": (),
    "hierarchical-softmax": _OF_NOISE,
    "softmax": (*_OF_NOISE, "order"),
}
"""Fields that say nothing under an objective."""


class WindowConfig(Config):
    """Which words belong to a word, and how wide their vectors are."""

    dim: Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)] = 100
    """width of a vector"""
    window: Annotated[int, Field(ge=1, le=1_000), Tune(2, 10)] = 5
    """words on either side of a word that belong to it"""
    shrink_windows: bool = True
    """draw each word's window from 1 to window, so that near words count more"""


class ObjectiveConfig(WindowConfig):
    """What a window asks."""

    objective: Literal["negative-sampling", "hierarchical-softmax", "softmax"] = "negative-sampling"
    """tell words from noise, find the path to them in a Huffman tree, or choose among all words (50,000 at most)"""


class NoiseConfig(WindowConfig):
    """How windows and noise are drawn, and how long and how fast is learned from them."""

    negatives: Annotated[int, Field(ge=1, le=100)] | None = 5
    """noise words a pair; null: 10 below a million words of text, 5 below a hundred million, 3 above"""
    noise_power: Annotated[float, Field(ge=0, le=2)] = 0.75
    """noise words are drawn by count to this power: 0 gives all words alike, 1 their frequency"""
    accidental_hits: bool = False
    """let a noise word be the very word that is to be told from noise; false: such a draw is left out"""
    sample: Annotated[float, Field(ge=0, le=1)] = 1e-3
    """words of a larger share of the text than this are randomly left out of it; 0: none"""
    epochs: Annotated[int, Field(ge=1, le=10_000), Tune(1, 10)] = 3
    """passes over the text"""
    learning_rate: Annotated[float, Field(ge=1e-6, le=1), Tune(0.005, 0.1, log=True)] = 0.025
    """at the start; it falls in a straight line to nearly zero"""


class PredictedConfig(NoiseConfig, ObjectiveConfig):
    """What skip-gram and cbow can be told alike."""

    order: Literal["deterministic", "hogwild", "products"] = "deterministic"
    """deterministic: the same bytes at any number of threads; hogwild: threads write over one another at times;
    products: the windows of a batch share their noise, by matrix products, on a GPU where train.device is one"""

    @field_validator(*WITHOUT_EFFECT["softmax"], check_fields=False)
    @classmethod
    def _has_an_effect(cls, value: object, info: ValidationInfo) -> object:
        objective, name = info.data.get("objective"), str(info.field_name)
        if (value, objective) == ("products", "hierarchical-softmax"):
            raise ValueError(
                "'products' are for objective 'negative-sampling'; here it is 'deterministic' or 'hogwild'"
            )
        if (name, info.data.get("order"), value) == ("negative_sharing", "products", "pair"):
            raise ValueError("has no effect under order 'products'; leave it out")
        if name in WITHOUT_EFFECT.get(str(objective), ()) and value != cls.model_fields[name].default:
            raise ValueError(f"has no effect under objective '{objective}'; leave it out")
        return value


class SkipGramConfig(PredictedConfig):
    """Skip-gram: each word near another is told from noise by it (Mikolov et al., 2013), before the task."""

    negative_sharing: Literal["window", "pair"] = "window"
    """window: all pairs of a window have the same noise words; pair: each its own, which is several times slower"""


class CbowConfig(PredictedConfig):
    """Continuous bag of words: a word is told from noise by the mean of the words around it (Mikolov et al., 2013)."""

    learning_rate: Annotated[float, Field(ge=1e-6, le=1), Tune(0.005, 0.1, log=True)] = 0.05
    """at the start; it falls in a straight line to nearly zero"""


@embedding("skip-gram", SkipGramConfig, libraries=("llvmlite", "numba"))
def skip_gram(config: SkipGramConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.prediction.predicted_vectors import PredictedEmbedding

    return PredictedEmbedding("skip-gram", config, vocab_size)


@embedding("cbow", CbowConfig, libraries=("llvmlite", "numba"))
def cbow(config: CbowConfig, /, *, vocab_size: int) -> Embedding:
    """Build vectors that are learned before the task.

    Args:
        config: its fields.
        vocab_size: number of ids.
    """
    from unrolled_embeddings.prediction.predicted_vectors import PredictedEmbedding

    return PredictedEmbedding("cbow", config, vocab_size)
