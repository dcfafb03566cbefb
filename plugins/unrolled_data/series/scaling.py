"""The scale of a series, as its training steps have it.

Shapes: T time, C columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUNDING = 1e-12
"""A column that deviates less from its mean, measured by it, is constant."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and standard deviation of each column; a constant column is shifted only.

    Args:
        mean_C: subtracted.
        deviation_C: divided by.
    """

    mean_C: NDArray[np.float64]
    deviation_C: NDArray[np.float64]

    @classmethod
    def fitted(cls, x_TC: NDArray[np.float64]) -> Scale:
        """Return the scale of some steps.

        Args:
            x_TC: of the training split.
        """
        mean_C, deviation_C = x_TC.mean(0), x_TC.std(0)
        varies_C = deviation_C > _ROUNDING * np.abs(mean_C)
        return cls(mean_C, np.where(varies_C, deviation_C, 1.0))

    def applied(self, x_TC: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values on this scale.

        Args:
            x_TC: of any split.
        """
        return (x_TC - self.mean_C) / self.deviation_C
