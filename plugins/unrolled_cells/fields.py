"""Fields that the cells of this package have in common."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from unrolled import Config, Tune

HiddenSize = Annotated[int, Field(ge=1, le=65_536), Tune(32, 1024, log=True)]


class RecurrentConfig(Config):
    """What every recurrent cell can be told."""

    hidden_size: HiddenSize = 128
    """width of the state"""


class LSTMLikeConfig(RecurrentConfig):
    """What the long short-term memory and its kin can be told."""

    forget_bias: Annotated[float, Field(ge=-100, le=100), Tune(0, 3)] = 1.0
    """added to the forget gate's bias at the start: higher remembers longer"""
    chrono: Annotated[int, Field(ge=3, le=10_000_000)] | None = None
    """longest lag, in steps: gates begin so that units keep from one step to this many, in place of forget_bias"""

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if self.chrono is not None and self.forget_bias != type(self).model_fields["forget_bias"].default:
            raise ValueError("chrono and forget_bias both say how the forget gate begins: choose one")
        return self
