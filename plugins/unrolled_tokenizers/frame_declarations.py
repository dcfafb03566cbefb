"""Declaration of the tokenizer of numeric series: frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationInfo, field_validator

from unrolled import Config, tokenizer

if TYPE_CHECKING:
    from unrolled.contracts import FrameTokenizer


class FramesConfig(Config):
    """Windows of a numeric series (audio, sensors, prices): every frame holds the values of some steps of time."""

    window: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """steps of time a frame"""
    hop: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """steps from the start of one frame to that of the next, at most window; the last frame is filled up with zeros"""
    standardise: bool = True
    """give every channel mean 0 and standard deviation 1, as measured on the training split"""

    @field_validator("hop")
    @classmethod
    def _gapless(cls, hop: int, info: ValidationInfo) -> int:
        if hop > info.data.get("window", hop):
            raise ValueError(f"{hop} is more than window: the steps between two frames would be lost")
        return hop


@tokenizer("frames", FramesConfig, reads=("frames",))
def frames(config: FramesConfig, /) -> FrameTokenizer:
    """Build the tokenizer of numeric series.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.windows import WindowTokenizer

    return WindowTokenizer(config)
