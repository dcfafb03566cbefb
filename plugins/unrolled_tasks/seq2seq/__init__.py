"""One sequence out of another: what the task can be told; torch is imported when it is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled import Config, Problem, Surroundings, Tune, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Scorer, Task

Metric = Literal["loss", "token_accuracy", "exact_match", "bleu", "chrf"]


class Seq2SeqConfig(Config):
    """A text out of a sequence: encoder and decoder, with attention where there is a section `scorer`."""

    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of the features dropped before the output layer"""
    label_smoothing: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.2)] = 0.0
    """share of the probability that training would have spread over all tokens"""
    scheduled_sampling: Annotated[float, Field(ge=0, le=1), Tune(0, 0.5)] = 0.0
    """share of steps that in training read the model's own likeliest token in place of the target's"""
    tied: bool = False
    """let the output layer's weights be the target's vectors"""
    beam: Annotated[int, Field(ge=1, le=1_000)] = 1
    """hypotheses that are kept in decoding; 1 takes the likeliest token at each step"""
    n_best: Annotated[int, Field(ge=1, le=1_000)] = 1
    """hypotheses that a prediction lists, at most beam"""
    length_penalty: Annotated[float, Field(ge=0, le=10)] = 0.0
    """how much a beam favours what is long; 0: not at all, 1: nearly as if it compared means of a token"""
    coverage_penalty: Annotated[float, Field(ge=0, le=10)] = 0.0
    """how much a beam favours hypotheses that looked at all of the source; needs a scorer"""
    length_share: Annotated[float, Field(ge=0, le=1_000)] = 2.0
    """a prediction has at most this many tokens for each of the source, and length_more besides"""
    length_more: Annotated[int, Field(ge=1, le=100_000)] = 10
    """tokens, the end among them, that a prediction may have whatever the source"""
    monitor: Metric = "loss"
    """metric on the validation split that picks the best epoch"""

    @model_validator(mode="after")
    def _lists_what_it_keeps(self) -> Self:
        if self.n_best > self.beam:
            raise ValueError(f"n_best {self.n_best} is more than beam {self.beam} keeps")
        return self


def refuses_penalty(config: Seq2SeqConfig, around: Surroundings) -> Iterator[Problem]:
    """Refuse a coverage penalty where nothing says what was covered.

    Args:
        config: of the task.
        around: what it is to be built with.
    """
    if config.coverage_penalty and not around.scorer:
        what = "a coverage penalty counts where attention looked, and there is no scorer"
        yield Problem(what, where="task.coverage_penalty", command="unrolled set scorer additive")


@task(
    "seq2seq",
    Seq2SeqConfig,
    roles={"input": ("text", "tokens", "frames"), "target": ("text", "tokens")},
    parts=("decoder", "scorer"),
    refuses=refuses_penalty,
    libraries=("sacrebleu",),
)
def seq2seq(
    config: Seq2SeqConfig,
    /,
    *,
    encoder: Encoder,
    inputs: Mapping[str, Input],
    schema: Schema,
    decoder: Callable[[int], Encoder],
    scorer: Callable[[int, int], Scorer] | None,
) -> Task:
    """Build encoder and decoder into one; it needs no classes."""
    del schema
    from unrolled_tasks.seq2seq.assembly import Parts
    from unrolled_tasks.seq2seq.translation import Translation

    return Translation(config, Parts(encoder, inputs, decoder, scorer))
