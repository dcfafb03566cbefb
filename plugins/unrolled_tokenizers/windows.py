"""Windows of numeric series.

Shapes: T time, I channels, F width of a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from unrolled import DataError, Problem

if TYPE_CHECKING:
    from unrolled_tokenizers.frame_declarations import FramesConfig

_ROUNDING = 1e-12
"""A channel that deviates less from its mean is constant."""


class WindowTokenizer:
    """Cuts a series into windows of F = window x I values, those of its first step of time first.

    Args:
        config: window, hop, and whether to standardise.
    """

    def __init__(self, config: FramesConfig) -> None:
        self._config = config
        self._mean_I: NDArray[np.float64] | None = None
        self._deviation_I: NDArray[np.float64] | None = None

    def fit(self, series: Iterable[Sequence[Sequence[float]]]) -> Self:
        """Measure mean and standard deviation of every channel.

        Args:
            series: x_TI of the training splits, all of one width.

        Raises:
            DataError: all series are empty, one has another width, or one holds a value that is not finite.

        Source:
            Chan, Golub & LeVeque (1979), Updating formulae and a pairwise algorithm for computing sample variances,
            equation 2.1.
        """
        count, mean_I, squares_I = 0, np.zeros(0), np.zeros(0)
        for number, each in enumerate(series, 1):
            x_TI = _array(each, len(mean_I), f"series {number}")
            if not len(x_TI):
                continue
            if not count:
                mean_I = squares_I = np.zeros(x_TI.shape[1])
            here_I = x_TI.mean(0)
            apart_I, total = here_I - mean_I, count + len(x_TI)
            squares_I = squares_I + np.square(x_TI - here_I).sum(0) + apart_I**2 * count * len(x_TI) / total
            mean_I, count = mean_I + apart_I * len(x_TI) / total, total
        if not count:
            raise DataError(Problem("the series hold no value to learn from", where="tokenizer"))
        return self._scale_by(mean_I, np.sqrt(squares_I / count))

    def encode(self, x_TI: Sequence[Sequence[float]]) -> NDArray[np.float32]:
        """Return the frames of one series.

        Args:
            x_TI: what to encode.

        Returns:
            frames_TF; no row for an empty series.

        Raises:
            DataError: the series has another width, or holds a value that is not finite.
        """
        mean_I, deviation_I = self._scale
        values_TI = _array(x_TI, len(mean_I), "a series")
        window, hop = self._config.window, self._config.hop
        if not len(values_TI):
            return np.zeros((0, window * len(mean_I)), np.float32)
        if self._config.standardise:
            varies_I = deviation_I > _ROUNDING * np.abs(mean_I)
            values_TI = (values_TI - mean_I) / np.where(varies_I, deviation_I, 1.0)
        count = 1 + max(0, -(-(len(values_TI) - window) // hop))
        filled_TI = np.zeros(((count - 1) * hop + window, len(mean_I)), np.float32)
        filled_TI[: len(values_TI)] = values_TI
        steps = hop * np.arange(count)[:, None] + np.arange(window)
        return filled_TI[steps].reshape(count, window * len(mean_I))

    def state(self) -> dict[str, Any]:
        """Return mean and standard deviation of every channel."""
        mean_I, deviation_I = self._scale
        return {"mean": mean_I.tolist(), "standard_deviation": deviation_I.tolist()}

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over mean and standard deviation.

        Args:
            state: of a tokenizer with the same configuration.
        """
        return self._scale_by(np.array(state["mean"]), np.array(state["standard_deviation"]))

    @property
    def _scale(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self._mean_I is None or self._deviation_I is None:
            raise RuntimeError("the tokenizer has measured nothing yet: call fit or restore first")
        return self._mean_I, self._deviation_I

    def _scale_by(self, mean_I: NDArray[np.float64], deviation_I: NDArray[np.float64]) -> Self:
        self._mean_I, self._deviation_I = mean_I, deviation_I
        return self


def _array(series: Sequence[Sequence[float]], width: int, whose: str) -> NDArray[np.float64]:
    """Return a series as an array; a width of 0 stands for any."""
    widths = sorted({len(step) for step in series} | ({width} if width else set()))
    if len(widths) > 1:
        what = f"{whose} has steps of {widths[0]} and of {widths[-1]} values; all series need one width"
        raise DataError(Problem(what, where="tokenizer"))
    x_TI = np.asarray(series, np.float64).reshape(len(series), widths[0] if widths else 0)
    if not np.isfinite(x_TI).all():
        step, channel = np.argwhere(~np.isfinite(x_TI))[0]
        what = f"{whose} holds {x_TI[step, channel]} at step {step + 1}, channel {channel + 1}"
        raise DataError(Problem(what, where="tokenizer"))
    return x_TI
