"""The second pass: the numbers of all parts become ids on the disk.

Shapes: N ids of the corpus, W tokens of a part, S lines, V numbers of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled.durable import outside
from unrolled_tokenizers.scan.memory import compiled
from unrolled_tokenizers.scan.scratch import Kept, Scratch

CORPUS = "corpus.bin"
OFFSET = 8
"""Bytes of the bound of a line."""


class KeptPart(NamedTuple):
    """A part whose arrays were put away."""

    run: tuple[int, int]
    numbers_W: Kept
    ends_S: Kept


def write(
    directory: Path, parts: Sequence[KeptPart], scratch: Scratch, ids_of: Callable[[tuple[int, int]], NDArray[np.int32]]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Write the bounds of the lines, and behind them the ids, into one file, whole or not at all.

    Args:
        directory: of the file.
        parts: of the corpus, in order.
        scratch: that holds them.
        ids_of: gives id_V of a run's numbers, 0 for what is left out.

    Returns:
        ids_N and offsets_S1, memory-mapped.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    path, bounds, size = directory / CORPUS, 1 + sum(part.ends_S.shape[0] for part in parts), 0
    with (
        outside(path) as temporary,
        temporary.open("r+b") as temporary_offsets,
        temporary.open("r+b") as temporary_ids,
    ):
        temporary_offsets.write(bytes(OFFSET))
        temporary_ids.seek(OFFSET * bounds)
        for part in parts:
            numbers_W, ends_S = scratch.get(part.numbers_W), scratch.get(part.ends_S)
            bounds_S = np.empty(ends_S.size, np.int64)
            kept = translate(numbers_W, ends_S, ids_of(part.run), size, bounds_S)
            temporary_ids.write(numbers_W[:kept].data)
            temporary_offsets.write(bounds_S.data)
            size += kept
    ids_N = np.memmap(path, np.int32, "r", OFFSET * bounds, (size,))
    return ids_N, np.memmap(path, np.int64, "r", 0, (bounds,))


@compiled
def translate(
    numbers_W: NDArray[np.int32],
    ends_S: NDArray[np.int32],
    id_V: NDArray[np.int32],
    before: int,
    bounds_S: NDArray[np.int64],
) -> int:
    """Turn numbers into ids in their place, and leave out those whose id is 0.

    Args:
        numbers_W: of a part's tokens; changed.
        ends_S: number of tokens before each end of a line.
        id_V: by number.
        before: ids of the parts before.
        bounds_S: filled with the number of ids before each end of a line.

    Returns:
        Number of ids.
    """
    kept = line = 0
    for word in range(numbers_W.size):
        while line < ends_S.size and ends_S[line] == word:
            bounds_S[line] = before + kept
            line += 1
        numbers_W[kept] = id_V[numbers_W[word]]
        kept += numbers_W[kept] != 0
    bounds_S[line:] = before + kept
    return kept
