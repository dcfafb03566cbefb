"""Whether the frames of a forecaster's fields fit together, said before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping

from unrolled.contracts import Input
from unrolled.errors import ConfigError, Problem


def check_frames(frame_steps: int, inputs: Mapping[str, Input]) -> None:
    """Refuse an input whose frames do not hold the target's channels.

    Args:
        frame_steps: steps of time in a frame of the input.
        inputs: by role.

    Raises:
        ConfigError: they do not.
    """
    width, channels = inputs["input"].size, inputs["target"].size
    if width % frame_steps:
        what = f"a frame of the input has {width} numbers, which are not {frame_steps} steps alike"
        raise ConfigError(Problem(what, where="task.frame_steps", command="unrolled show task forecasting"))
    if width // frame_steps < channels:
        what = f"a step of the input has {width // frame_steps} channels, one of the target {channels}"
        what = f"{what}; the target's own past comes first in the input"
        raise ConfigError(Problem(what, where="task", command="unrolled show task forecasting"))
