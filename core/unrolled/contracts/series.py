"""A tokenizer of numbers: a series to frames.

Shapes: T time, I width of a series, F width of a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class FrameTokenizer(Protocol):
    """Turns a numeric series into frames; its declaration says ``reads=("frames",)``."""

    def fit(self, series: Iterable[Sequence[Sequence[float]] | NDArray[np.float32]]) -> Self:
        """Learn what the frames are scaled by; deterministic, and the same however the stream is cut.

        Args:
            series: x_TI of the training splits only, each of its own length, all of one width.

        Returns:
            The tokenizer itself, fitted.

        Raises:
            DataError: the series hold nothing to learn from, are of several widths, or hold a value that is not finite.
        """
        ...

    def encode(self, x_TI: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the frames of one series.

        Args:
            x_TI: what to encode.

        Returns:
            frames_TF; no row for an empty series.

        Raises:
            DataError: the series has another width, or holds a value that is not finite.
        """
        ...

    def state(self) -> dict[str, Any]:
        """Return all that ``fit`` learned as plain JSON types."""
        ...

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over what ``state`` gave.

        Args:
            state: of a tokenizer with the same configuration.

        Returns:
            The tokenizer itself, fitted.
        """
        ...
