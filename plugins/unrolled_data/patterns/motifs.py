"""DNA that holds a motif, or its bases in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from unrolled_data.patterns import MotifsConfig

BASES = "ACGT"


class Motifs:
    """Random bases, half of the sequences with the motif somewhere in them.

    Args:
        config: the motif, lengths and sizes.
    """

    fields: Mapping[str, FieldKind] = {"sequence": "text", "holds": "label"}
    inputs = Inputs()

    def __init__(self, config: MotifsConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, str]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: example["sequence"])

    def _draw(self, rng: np.random.Generator) -> dict[str, str]:
        motif, length = self._config.motif, self._config.length
        holds = bool(rng.integers(2))
        sequence = ""
        while not sequence or holds != (motif in sequence):
            planted = motif if holds else "".join(rng.permutation(list(motif)).tolist())
            bases = "".join(BASES[index] for index in rng.integers(len(BASES), size=length).tolist())
            at = int(rng.integers(length - len(motif) + 1))
            sequence = bases[:at] + planted + bases[at + len(motif) :]
        return {"sequence": sequence, "holds": "motif" if holds else "none"}
