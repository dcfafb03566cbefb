"""Sequences of unequal length, as one array.

Shapes: N elements of all sequences, F width of a frame, S sequences, S1 one more than S, T time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """Sequences of unequal length, one behind another.

    Args:
        values: int32 ids_N, or float32 frames_NF.
        offsets_S1: int64; sequence s is ``values[offsets_S1[s]:offsets_S1[s + 1]]``.
    """

    values: NDArray[Any]
    offsets_S1: NDArray[np.int64]

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int] | NDArray[np.float32]]) -> Self:
        """Join sequences.

        Args:
            sequences: lists of ids, or arrays frames_TF.
        """
        import numpy as np

        offsets_S1 = np.zeros(len(sequences) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, sequences), np.int64, len(sequences)), out=offsets_S1[1:])
        if arrays := [sequence for sequence in sequences if isinstance(sequence, np.ndarray)]:
            return cls(np.concatenate(arrays), offsets_S1)
        return cls(np.fromiter(chain.from_iterable(sequences), np.int32, int(offsets_S1[-1])), offsets_S1)
