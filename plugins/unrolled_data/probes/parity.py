"""The parity of a sequence of bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from unrolled_data.probes import ParityConfig


class Parity:
    """Bits, and whether the ones among them are even or odd in number.

    Args:
        config: lengths and sizes.
    """

    fields: Mapping[str, FieldKind] = {"bits": "tokens", "parity": "label"}
    inputs = Inputs()

    def __init__(self, config: ParityConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, Any]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.

        Raises:
            DataError: there are fewer sequences of these lengths than are asked for.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: "".join(example["bits"]))

    def _draw(self, rng: np.random.Generator) -> dict[str, Any]:
        length = int(rng.integers(self._config.shortest, self._config.longest + 1))
        bits = rng.integers(2, size=length)
        return {"bits": [str(bit) for bit in bits.tolist()], "parity": "odd" if bits.sum() % 2 else "even"}
