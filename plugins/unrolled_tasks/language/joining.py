"""Texts as one stream, in which a language model reads on where the text before ended.

Shapes: N ids of the stream.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from unrolled.contracts import PAD, Ragged
from unrolled_tasks.framing import Frame, Steps


def joined(texts: Ragged, frame: Frame) -> NDArray[np.int32]:
    """Return the ids of texts, one text behind another, each between its start and its end.

    Args:
        texts: ids of all, as the tokenizer gave them.
        frame: what stands around a text.

    Returns:
        int32 ids_N.
    """
    head = np.array([frame.start], np.int32)
    tail = np.array([] if frame.end is None else [frame.end], np.int32)
    parts: list[NDArray[np.int32]] = []
    for begin, stop in pairwise(texts.offsets_S1.tolist()):
        ids = texts.values[begin:stop]
        parts += [head, ids[frame.inside(ids)], tail]
    return np.concatenate(parts)


def piece_steps(ids_BT: Tensor, frame: Frame) -> Steps:
    """Return the steps of a piece of a stream: each id is read, but for the last, and the next one said.

    Args:
        ids_BT: int64, one more than there are steps; none is padding behind.
        frame: whose start is read and never said.
    """
    targets_BT = ids_BT[:, 1:].masked_fill(ids_BT[:, 1:] == frame.start, PAD)
    return Steps(ids_BT[:, :-1], targets_BT, targets_BT.new_full((len(ids_BT),), targets_BT.shape[1]).cpu())
