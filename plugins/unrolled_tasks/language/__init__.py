"""Declaration of the language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from unrolled import Config, Problem, Surroundings, Tune, task
from unrolled_tasks.foresight import refuses_foresight

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class LanguageModelConfig(Config):
    """The next token after every token: a distribution over the vocabulary, scored by perplexity."""

    carry: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """steps a batch, where the training texts are read as one stream and the state is carried on; null: text by text"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of the encoder's outputs dropped before a token is said"""
    tied: bool = False
    """say tokens by the vectors that they are read by"""
    adaptive_softmax: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """ids at which the vocabulary is cut, each part said by a quarter of the width of the one before; empty: not cut"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.tied and self.adaptive_softmax:
            raise ValueError("tied says every token by its whole vector, adaptive_softmax by a part: choose one")
        if any(after <= before for before, after in pairwise(self.adaptive_softmax)):
            raise ValueError("adaptive_softmax names ids in rising order")
        return self


def _refuses(config: LanguageModelConfig, around: Surroundings) -> Iterator[Problem]:
    yield from refuses_foresight("a language model predicts the next token", around)
    if config.carry is not None and not around.recurrent:
        what = "carries a state from batch to batch, and a cell without a step has none"
        yield Problem(what, where="task.carry", nearest="null", command="unrolled set cell lstm")


@task("language-model", LanguageModelConfig, roles={"input": ("text", "tokens")}, refuses=_refuses)
def language_model(
    config: LanguageModelConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
) -> Task:
    """Build the language model; it needs no classes."""
    del schema
    from unrolled_tasks.language.texts import LanguageModel

    return LanguageModel(config, encoder, inputs["input"])
