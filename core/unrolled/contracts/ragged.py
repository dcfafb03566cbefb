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
    def of(cls, sequences: Sequence[Sequence[int] | NDArray[np.int32] | NDArray[np.float32]]) -> Self:
        """Join sequences.

        Args:
            sequences: ids_T of all, lists or arrays; or arrays frames_TF of all, where an empty list has no frame.

        Raises:
            ValueError: some are ids and others are frames, or the frames are not all of one width.
        """
        import numpy as np

        offsets_S1 = np.zeros(len(sequences) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, sequences), np.int64, len(sequences)), out=offsets_S1[1:])
        arrays = [sequence for sequence in sequences if isinstance(sequence, np.ndarray)]
        if any(array.ndim > 1 or (len(array) and array.dtype.kind == "f") for array in arrays):
            return cls(_frames(sequences), offsets_S1)
        if arrays:
            return cls(np.concatenate([np.asarray(sequence, np.int32) for sequence in sequences]), offsets_S1)
        return cls(np.fromiter(chain.from_iterable(sequences), np.int32, int(offsets_S1[-1])), offsets_S1)


def _frames(sequences: Sequence[Sequence[int] | NDArray[Any]]) -> NDArray[np.float32]:
    import numpy as np

    arrays = [np.asarray(sequence, np.float32) for sequence in sequences if len(sequence) or np.ndim(sequence) > 1]
    shapes = sorted({array.shape[1:] for array in arrays})
    if len(shapes) > 1 or len(shapes[0]) != 1:
        raise ValueError(f"frames of one width are needed, or ids alone; a step of time has the shapes {shapes}")
    return np.concatenate(arrays)
