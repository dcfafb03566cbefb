"""The copy problem.

Source: Hochreiter and Schmidhuber (1997), "Long short-term memory"; symbols, lengths and the loss over all steps as in
Bai, Kolter and Koltun (2018), "An empirical evaluation of generic convolutional and recurrent networks", section 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from unrolled_data.probes import CopyConfig

MEMORY = 10
"""Symbols to be kept."""
SYMBOLS = tuple("abcdefgh")
BLANK, MARKER = "-", ">"


class Copying:
    """Ten symbols, blanks, and markers for as long as the answer takes; every step has a label.

    A model that keeps nothing and knows when to answer has a mean loss of 10 ln(8) / (blanks + 20).

    Args:
        config: the lag, and sizes.
    """

    fields: Mapping[str, FieldKind] = {"symbols": "tokens", "copied": "labels"}
    inputs = Inputs()

    def __init__(self, config: CopyConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, list[str]]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: tuple(example["copied"][-MEMORY:]))

    def _draw(self, rng: np.random.Generator) -> dict[str, list[str]]:
        kept = [SYMBOLS[index] for index in rng.integers(len(SYMBOLS), size=MEMORY)]
        blanks = self._config.blanks
        return {
            "symbols": [*kept, *[BLANK] * (blanks - 1), *[MARKER] * (MEMORY + 1)],
            "copied": [*[BLANK] * (blanks + MEMORY), *kept],
        }
