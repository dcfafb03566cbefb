"""Declaration of the task of polyphonic music."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Config, Problem, Surroundings, Tune, task
from unrolled_tasks.foresight import refuses_foresight

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task

LAST_NOTE = 127


class MusicConfig(Config):
    """The next step of a piano roll after every step: each key on its own, scored by the likelihood of a step."""

    lowest: Annotated[int, Field(ge=0, le=LAST_NOTE)] = 21
    """MIDI number of the first key of a frame; 21 is the lowest of a piano"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of the encoder's outputs dropped before the keys are said"""


def _refuses(config: MusicConfig, around: Surroundings) -> Iterator[Problem]:
    del config
    return refuses_foresight("music predicts the next step", around)


@task("music", MusicConfig, roles={"input": ("frames",)}, refuses=_refuses)
def music(config: MusicConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema) -> Task:
    """Build the model of piano rolls; it needs no classes."""
    del schema
    from unrolled_tasks.music.piano_rolls import Music

    return Music(config, encoder, inputs["input"])
