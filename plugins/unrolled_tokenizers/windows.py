"""Windows of numeric series.

Shapes: T time, I channels, F width of a frame, N windows, W steps of a window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.channels import Channels, values_of

if TYPE_CHECKING:
    from unrolled_tokenizers.frame_declarations import FramesConfig


class WindowTokenizer:
    """Cuts a series into windows of F = window x I values, those of its first step of time first.

    Args:
        config: window, hop, and whether to standardise.
    """

    def __init__(self, config: FramesConfig) -> None:
        self._config = config
        self._channels = Channels()

    def fit(self, series: Iterable[Sequence[Sequence[float]] | NDArray[np.float32]]) -> Self:
        """Measure mean and standard deviation of every channel.

        Args:
            series: x_TI of the training splits, all of one width.

        Raises:
            DataError: all series are empty, one has another width, or one holds a value that is not finite.
        """
        width = 0
        for number, each in enumerate(series, 1):
            x_TI = values_of(each, width, f"series {number}")
            width = width or x_TI.shape[1]
            self._channels.add(x_TI)
        self._channels.close()
        return self

    def encode(self, x_TI: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the frames of one series.

        Args:
            x_TI: what to encode.

        Returns:
            frames_TF; no row for an empty series.

        Raises:
            DataError: the series has another width, or holds a value that is not finite.
        """
        width, window = self._channels.width, self._config.window
        values_TI = values_of(x_TI, width, "a series")
        if self._config.standardise:
            values_TI = self._channels.standardised(values_TI)
        frames_NWI = cut(values_TI, window, self._config.hop)
        return frames_NWI.reshape(len(frames_NWI), window * width).astype(np.float32)

    def state(self) -> dict[str, Any]:
        """Return mean and standard deviation of every channel."""
        return self._channels.state()

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over mean and standard deviation.

        Args:
            state: of a tokenizer with the same configuration.
        """
        self._channels.restore(state)
        return self


def cut(x_TI: NDArray[np.float64], window: int, hop: int) -> NDArray[np.float64]:
    """Return windows of a series, as frames_NWI of W steps each; the last is filled up with zeros.

    Args:
        x_TI: the series; an empty one has no window.
        window: steps a frame, W.
        hop: steps from the start of one frame to that of the next.
    """
    count = 1 + max(0, -(-(len(x_TI) - window) // hop)) if len(x_TI) else 0
    filled_TI = np.zeros((max(count - 1, 0) * hop + window, x_TI.shape[1]))
    filled_TI[: len(x_TI)] = x_TI
    return filled_TI[hop * np.arange(count)[:, None] + np.arange(window)]
