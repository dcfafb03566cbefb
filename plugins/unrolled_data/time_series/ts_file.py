"""The text format .ts: a header of lines that start with ``@``, then a series a line.

A line holds its channels parted by colons, a channel's values by commas, and the class behind the last colon. Series
may be of any length; the channels of one are of one length.

Shapes: T time, I channels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled_data.files.problems import Problems
from unrolled_data.files.source import lines, opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Example = dict[str, Any]

_UNREAD = {"timestamps": "time stamps", "missing": "missing values"}
"""What a header may announce, and this reader does not take."""


def read_ts(location: str) -> list[Example]:
    """Read a file of labelled series.

    Args:
        location: path or URL.

    Returns:
        Examples with ``series`` x_TI, float32, and ``label``.

    Raises:
        DataError: the file is malformed, or is of a kind that is not read; it names the lines.
    """
    problems = Problems(location)
    examples: list[Example] = []
    begun = False
    with opened(location) as stream:
        for number, line in enumerate(lines(stream, problems), start=1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            try:
                if begun:
                    examples.append(_example(text, _width(examples)))
                else:
                    begun = _begins(text)
            except ValueError as error:
                problems.add(str(error), line=number)
    if not examples:
        problems.add("there are no series behind a line @data")
    problems.check()
    return examples


def _width(examples: list[Example]) -> int | None:
    return examples[0]["series"].shape[1] if examples else None


def _begins(line: str) -> bool:
    """Return whether the series begin behind a line of the header."""
    if not line.startswith("@"):
        raise ValueError("a line starts with '@' or '#' as long as there was no @data")
    name, _, value = line[1:].lower().partition(" ")
    if name in _UNREAD and value.strip().startswith("true"):
        raise ValueError(f"{line}: series with {_UNREAD[name]} are not read")
    if name == "targetlabel" or (name == "classlabel" and value.strip().startswith("false")):
        raise ValueError(f"{line}: series without classes are not read")
    return name == "data"


def _example(line: str, width: int | None) -> Example:
    *channels, label = line.split(":")
    if not channels or not label.strip():
        raise ValueError("a series and its class are expected, with a colon between them")
    values = [_channel(channel) for channel in channels]
    lengths = sorted({len(channel) for channel in values})
    if len(lengths) > 1:
        raise ValueError(f"channels of {lengths[0]} and of {lengths[-1]} values, where all must be alike")
    if width not in {None, len(values)}:
        raise ValueError(f"{len(values)} channels, where the first series has {width}")
    return {"series": np.stack(values, axis=1), "label": label.strip()}


def _channel(text: str) -> NDArray[np.float32]:
    values = np.array([float(value) for value in text.split(",")], np.float32)
    if not np.isfinite(values).all():
        raise ValueError("a value is not finite")
    return values
