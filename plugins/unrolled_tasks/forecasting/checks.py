"""Whether the frames of a forecaster's fields fit together, said before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unrolled.contracts import FrameTokenizer, Input
from unrolled.errors import ConfigError, DataError, Problem


def check_frames(frame_steps: int, inputs: Mapping[str, Input]) -> None:
    """Refuse an input whose frames do not hold the target's channels, or other steps than ``frame_steps`` says.

    Args:
        frame_steps: steps of time in a frame of the input.
        inputs: by role.

    Raises:
        ConfigError: they do not.
    """
    width, channels, tokenizer = inputs["input"].size, inputs["target"].size, inputs["input"].frames
    if width % frame_steps:
        what = f"a frame of the input has {width} numbers, which are not {frame_steps} steps alike"
        raise ConfigError(Problem(what, where="task.frame_steps", command="unrolled show task forecasting"))
    if width // frame_steps < channels:
        what = f"a step of the input has {width // frame_steps} channels, one of the target {channels}"
        what = f"{what}; the target's own past comes first in the input"
        raise ConfigError(Problem(what, where="task", command="unrolled show task forecasting"))
    if tokenizer is not None and not _as_they_are(tokenizer, frame_steps, width // frame_steps):
        what = f"the tokenizer of the input does not put {frame_steps} steps in a frame, one behind another as they are"
        near, command = (
            f"window: {frame_steps}, hop: {frame_steps}, standardise: false",
            "unrolled show tokenizer frames",
        )
        raise ConfigError(Problem(what, where="task.frame_steps", nearest=near, command=command))


def _as_they_are(tokenizer: FrameTokenizer, frame_steps: int, channels: int) -> bool:
    """Tell whether frames are the steps of a series, so many at a time, by a series of two frames."""
    x_TI = np.arange(1, 2 * frame_steps * channels + 1, dtype=np.float32).reshape(2 * frame_steps, channels)
    try:
        return np.array_equal(tokenizer.encode(x_TI), x_TI.reshape(2, -1))
    except DataError:  # its series have another number of channels
        return False
