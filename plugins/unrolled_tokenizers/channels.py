"""Channels of numeric series: their values as an array, and what they are standardised by.

Shapes: T time, I channels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from unrolled import DataError, Problem

_ROUNDING = 1e-12
"""A channel that deviates less from its mean is constant."""


class Channels:
    """Mean and standard deviation of every channel, measured series by series.

    Source:
        Chan, Golub & LeVeque (1979), Updating formulae and a pairwise algorithm for computing sample variances,
        equation 2.1.
    """

    def __init__(self) -> None:
        self._count = 0
        self._mean_I, self._squares_I = np.zeros(0), np.zeros(0)
        self._scale: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def add(self, x_TI: NDArray[np.float64]) -> None:
        """Measure one more series.

        Args:
            x_TI: of the width of those before; it may be empty.
        """
        if not len(x_TI):
            return
        if not self._count:
            self._mean_I = self._squares_I = np.zeros(x_TI.shape[1])
        here_I = x_TI.mean(0)
        apart_I, total = here_I - self._mean_I, self._count + len(x_TI)
        squares_I = np.square(x_TI - here_I).sum(0)
        self._squares_I = self._squares_I + squares_I + apart_I**2 * self._count * len(x_TI) / total
        self._mean_I, self._count = self._mean_I + apart_I * len(x_TI) / total, total

    def close(self) -> None:
        """Take what was measured for the scale.

        Raises:
            DataError: every series was empty.
        """
        if not self._count:
            raise DataError(Problem("the series hold no value to learn from", where="tokenizer"))
        self._scale = self._mean_I, np.sqrt(self._squares_I / self._count)

    @property
    def width(self) -> int:
        """Number of channels, I."""
        return len(self._known[0])

    def standardised(self, x_TI: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a series with mean 0 and deviation 1 as measured; a channel that never changed becomes zero.

        Args:
            x_TI: of the same channels.
        """
        mean_I, deviation_I = self._known
        varies_I = deviation_I > _ROUNDING * np.abs(mean_I)
        return (x_TI - mean_I) / np.where(varies_I, deviation_I, 1.0)

    def state(self) -> dict[str, Any]:
        """Return mean and standard deviation of every channel as plain JSON types."""
        mean_I, deviation_I = self._known
        return {"mean": mean_I.tolist(), "standard_deviation": deviation_I.tolist()}

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over mean and standard deviation.

        Args:
            state: what ``state`` gave.
        """
        self._scale = np.array(state["mean"]), np.array(state["standard_deviation"])
        return self

    @property
    def _known(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self._scale is None:
            raise RuntimeError("the tokenizer has measured nothing yet: call fit or restore first")
        return self._scale


def values_of(series: Sequence[Sequence[float]] | NDArray[Any], width: int, whose: str) -> NDArray[np.float64]:
    """Return a series as an array.

    Args:
        series: x_TI.
        width: that it must have, I; 0 stands for any.
        whose: what messages call it.

    Raises:
        DataError: the series has another width or several, or holds a value that is not finite.
    """
    if isinstance(series, np.ndarray):
        widths = sorted({series.shape[1], width or series.shape[1]})
    else:
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
