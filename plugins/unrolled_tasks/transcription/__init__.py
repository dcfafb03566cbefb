"""The task ``transcription``: what is said in a recording, without knowing when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Config, Tune, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class TranscriptionConfig(Config):
    """A text from more frames than it has symbols: connectionist temporal classification, scored by word errors."""

    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of encoder outputs dropped before the output layer"""
    beam_width: Annotated[int, Field(ge=1, le=10_000)] = 1
    """texts kept while a prediction is searched; 1: the likeliest symbol of every frame, which is fastest"""


@task("transcription", TranscriptionConfig, roles={"input": ("frames",), "target": ("text", "tokens")})
def transcription(
    config: TranscriptionConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
) -> Task:
    """Build the transcriber.

    Args:
        config: its fields.
        encoder: of the frames.
        inputs: the ``input`` and the ``target`` field.
        schema: is not needed.
    """
    del schema
    from unrolled_tasks.transcription.transcriber import Transcription

    return Transcription(config, encoder, inputs)
