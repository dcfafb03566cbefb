"""Clips of a moving shape.

Shapes: T time, H height, W width, P pixels of a shape, 2 down and to the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unrolled_data.patterns import MovingShapesConfig

MOVES: Mapping[str, tuple[int, int]] = {
    "left": (0, -1),
    "right": (0, 1),
    "up": (-1, 0),
    "down": (1, 0),
    "still": (0, 0),
}
"""Activity to the pixels that a shape goes on by, down and to the right, in a step of time."""
SHAPES = (
    ("####", "####", "####", "####"),
    (".##.", "####", "####", ".##."),
    (".#..", "####", ".#..", ".#.."),
    ("#...", "#...", "#...", "####"),
)


class MovingShapes:
    """A frame a step of time, its pixels row by row.

    Args:
        config: of the clips and of the splits.
    """

    fields: Mapping[str, FieldKind] = {"clip": "frames", "activity": "label"}
    inputs = Inputs()

    def __init__(self, config: MovingShapesConfig) -> None:
        self._config = config
        self._shapes = [np.array([[pixel == "#" for pixel in row] for row in shape]) for shape in SHAPES]

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, Any]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.

        Raises:
            DataError: without noise there are fewer clips than are asked for.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: example["clip"].tobytes())

    def _draw(self, rng: np.random.Generator) -> dict[str, Any]:
        steps, size = self._config.steps, self._config.size
        activity = tuple(MOVES)[int(rng.integers(len(MOVES)))]
        shape_HW = self._shapes[int(rng.integers(len(self._shapes)))]
        start_2, by_2 = rng.integers(size, size=2), np.array(MOVES[activity])
        start_T2 = start_2 + by_2 * np.arange(steps)[:, None]
        pixels_TP2 = (start_T2[:, None] + np.argwhere(shape_HW)) % size
        clip_THW = np.zeros((steps, size, size), np.float32)
        clip_THW[np.arange(steps)[:, None], pixels_TP2[..., 0], pixels_TP2[..., 1]] = 1
        noise_THW = self._config.noise * rng.standard_normal(clip_THW.shape, np.float32)
        return {"clip": (clip_THW + noise_THW).reshape(steps, -1).astype(np.float32), "activity": activity}
