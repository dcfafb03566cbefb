"""Sequences of unequal length as one matrix.

Shapes: B sequences, T time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from unrolled import PAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

Side = Literal["pre", "post"]


def pad(
    sequences: Sequence[Sequence[int]], length: int | None = None, *, side: Side = "post", truncate: Side = "post"
) -> NDArray[np.int64]:
    """Fill sequences up with the id of padding to one length.

    Args:
        sequences: ids, each sequence of its own length.
        length: T; None for that of the longest sequence.
        side: where padding goes: before the ids or behind them.
        truncate: where ids are cut off a sequence longer than ``length``.

    Returns:
        ids_BT.
    """
    if length is None:
        length = max(map(len, sequences), default=0)
    ids_BT = np.full((len(sequences), length), PAD, np.int64)
    for ids_T, sequence in zip(ids_BT, sequences, strict=True):
        kept = sequence[:length] if truncate == "post" else sequence[max(len(sequence) - length, 0) :]
        start = 0 if side == "post" else length - len(kept)
        ids_T[start : start + len(kept)] = kept
    return ids_BT
