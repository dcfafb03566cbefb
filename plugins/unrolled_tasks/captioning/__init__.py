"""A sentence out of a picture or of features; it is sequence to sequence with an input of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import task
from unrolled_tasks.seq2seq import Seq2SeqConfig, refuses_penalty

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Scorer, Task


class CaptioningConfig(Seq2SeqConfig):
    """A sentence out of a picture, read row by row, or out of features; with attention where there is a `scorer`."""

    length_share: Annotated[float, Field(ge=0, le=1_000)] = 0.0
    """a caption has at most this many tokens for each row of its input, and length_more besides"""
    length_more: Annotated[int, Field(ge=1, le=100_000)] = 40
    """tokens, the end among them, that a caption may have whatever its input"""


@task(
    "captioning",
    CaptioningConfig,
    roles={"input": ("frames",), "target": ("text", "tokens")},
    parts=("decoder", "scorer"),
    refuses=refuses_penalty,
    libraries=("sacrebleu",),
)
def captioning(
    config: CaptioningConfig,
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
