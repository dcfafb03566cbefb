"""Which words of a picture can be written beside their points without one covering another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unrolled_workflows.picture.page import Picture

_WIDE = 700
"""Pixels that the larger side of the picture takes, about."""
_LETTER, _LINE = 8.0, 15.0
"""Width and height of a letter in pixels, about."""


def readable(picture: Picture) -> list[bool]:
    """Tell for each word whether it is written: the first ones are, and later ones where there is room.

    Args:
        picture: of the words.
    """
    across, down = ([point[axis] for point in picture.points] for axis in (0, 1))
    size = max(max(across) - min(across), max(down) - min(down)) or 1.0
    boxes = [
        (x * _WIDE / size, y * _WIDE / size, len(word) * _LETTER)
        for word, (x, y) in zip(picture.words, picture.points, strict=True)
    ]
    written: list[tuple[float, float, float]] = []
    kept: list[bool] = []
    for box in boxes:
        kept.append(not any(_overlap(box, other) for other in written))
        written += [box] if kept[-1] else []
    return kept


def _overlap(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return abs(one[1] - other[1]) < _LINE and abs(one[0] - other[0]) < (one[2] + other[2]) / 2
