"""A sentence out of a picture or of features; it is sequence to sequence with an input of numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from unrolled import task
from unrolled_tasks.seq2seq import Seq2SeqConfig, refuses_penalty, seq2seq


class CaptioningConfig(Seq2SeqConfig):
    """A sentence out of a picture, read row by row, or out of features; with attention where there is a `scorer`."""

    length_share: Annotated[float, Field(ge=0, le=1_000)] = 0.0
    """a caption has at most this many tokens for each row of its input, and length_more besides"""
    length_more: Annotated[int, Field(ge=1, le=100_000)] = 40
    """tokens, the end among them, that a caption may have whatever its input"""


# The builder of translation does: it asks of its config and its input nothing that is not here.
captioning = task(
    "captioning",
    CaptioningConfig,
    roles={"input": ("frames",), "target": ("text", "tokens")},
    parts=("decoder", "scorer"),
    refuses=refuses_penalty,
    libraries=("sacrebleu",),
)(seq2seq.build)
