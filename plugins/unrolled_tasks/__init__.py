"""Tasks: one class for a sequence, and the next token of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Component, Config, Tune, hookimpl, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class ClassificationConfig(Config):
    """One class for a whole sequence: pooled encoder outputs, a linear layer, cross-entropy."""

    pooling: Literal["max", "mean", "last"] = "max"
    """what becomes of the outputs over time: their maximum, their mean, or the last valid one"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of pooled features dropped before the output layer"""


class LanguageModelConfig(Config):
    """The next token after every token: a distribution over the vocabulary, scored by perplexity."""


@task("classification", ClassificationConfig, roles={"input": ("text", "tokens", "frames"), "target": ("label",)})
def classification(
    config: ClassificationConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
) -> Task:
    """Build the classifier of whole sequences."""
    from unrolled_tasks.classifier import Classification

    return Classification(config, encoder, inputs, schema)


@task("language-model", LanguageModelConfig, roles={"input": ("text", "tokens")})
def language_model(
    config: LanguageModelConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
) -> Task:
    """Build the language model; it has no options of its own and needs no classes."""
    del config, schema
    from unrolled_tasks.texts import LanguageModel

    return LanguageModel(encoder, inputs["input"])


@hookimpl
def components() -> Sequence[Component]:
    """Return the tasks of this package."""
    return [classification, language_model]
