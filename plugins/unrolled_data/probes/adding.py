"""The adding problem.

Source: Hochreiter and Schmidhuber (1997), "Long short-term memory", section 5.4; numbers and marks as in Bai, Kolter
and Koltun (2018), "An empirical evaluation of generic convolutional and recurrent networks", section 4.1.

Shapes: T time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unrolled_data.probes import AddingConfig


class Adding:
    """Series of two channels: numbers from 0 to 1, and marks, one in each half.

    Args:
        config: lengths and sizes.
    """

    fields: Mapping[str, FieldKind] = {"series": "frames", "sum": "number"}
    inputs = Inputs()

    def __init__(self, config: AddingConfig) -> None:
        self._config = config
        self._longest = int(config.length * (1 + config.spread))

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, Any]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: example["series"].tobytes())

    def _draw(self, rng: np.random.Generator) -> dict[str, Any]:
        length = int(rng.integers(self._config.length, self._longest + 1))
        series_T2 = np.zeros((length, 2), np.float32)
        series_T2[:, 0] = rng.random(length, np.float32)
        marked = [rng.integers(length // 2), rng.integers(length // 2, length)]
        series_T2[marked, 1] = 1
        return {"series": series_T2, "sum": float(series_T2[marked, 0].sum())}
