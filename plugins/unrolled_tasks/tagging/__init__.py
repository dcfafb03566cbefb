"""The task ``tagging``: one class for every token, each alone or the whole sequence at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Config, Tune, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class TaggingConfig(Config):
    """One class for every token: a linear layer on each encoder output, cross-entropy or a linear-chain CRF."""

    output: Literal["softmax", "crf"] = "softmax"
    """softmax: every token's class for itself; crf: the sequence of classes as a whole, decoded by Viterbi"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of encoder outputs dropped before the output layer"""
    letter_features: Annotated[int, Field(ge=1, le=4096), Tune(10, 100)] = 30
    """features of a word's letters, joined to its vector where the data has a field called letters"""


@task(
    "tagging",
    TaggingConfig,
    roles={"input": ("tokens", "text", "frames"), "letters": ("text", "tokens"), "target": ("labels",)},
    optional=("letters",),
)
def tagging(config: TaggingConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema) -> Task:
    """Build the tagger.

    Args:
        config: its fields.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field, and ``letters`` where the data has it.
        schema: with the classes of the target.
    """
    from unrolled_tasks.tagging.tagger import Tagging

    return Tagging(config, encoder, inputs, schema)
