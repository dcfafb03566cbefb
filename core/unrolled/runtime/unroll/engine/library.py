"""A compiled library: its functions, called with tensors, and shared out among threads.

Shapes: B sequences, N rows of all steps.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from torch import Tensor

TILE_ROWS = 8
"""Rows that a product takes at once: threads take whole tiles, so that every row meets the same code."""


@cache
def open_library(path: Path) -> ctypes.CDLL:
    """Return a library, opened once a process.

    Args:
        path: of the file.
    """
    return ctypes.CDLL(str(path))


def address(tensor: Tensor | None) -> ctypes.c_void_p:
    """Return where a tensor's values stand, nowhere for None.

    Args:
        tensor: contiguous, or read by its strides.
    """
    return ctypes.c_void_p(None if tensor is None else tensor.data_ptr())


def number(value: int) -> ctypes.c_long:
    """Return a whole number as a library takes it.

    Args:
        value: the number.
    """
    return ctypes.c_long(value)


def addresses(tensors: Sequence[Tensor | None]) -> ctypes.Array[ctypes.c_void_p]:
    """Return the addresses of tensors as a library takes them.

    Args:
        tensors: in the library's order.
    """
    values = [None if tensor is None else tensor.data_ptr() for tensor in tensors]
    return (ctypes.c_void_p * max(len(values), 1))(*values)


def share_rows(steps: Sequence[int], threads: int) -> list[tuple[int, int]]:
    """Return which sequences each thread takes: whole tiles, with about as many steps for each.

    Args:
        steps: of each sequence, the longest first.
        threads: at most this many shares.
    """
    if threads == 1:
        return [(0, len(steps))]
    edges, done, total = [0], 0, sum(steps)
    for first in range(0, len(steps), TILE_ROWS):
        if len(edges) < threads and done * threads >= total * len(edges) and first > edges[-1]:
            edges.append(first)
        done += sum(steps[first : first + TILE_ROWS])
    return list(zip(edges, [*edges[1:], len(steps)], strict=True))


def share_evenly(rows: int, threads: int) -> list[tuple[int, int]]:
    """Return which rows each thread takes: whole tiles, about as many for each.

    Args:
        rows: how many there are, N.
        threads: at most this many shares.
    """
    tiles = -(-rows // TILE_ROWS)
    edges = sorted({min(rows, tiles * k // threads * TILE_ROWS) for k in range(threads + 1)} | {rows})
    return list(pairwise(edges)) or [(0, 0)]


def run_shares(call: Callable[[int, int], None], shares: Sequence[tuple[int, int]]) -> None:
    """Call a library's function for each share at once; ctypes lets go of the interpreter meanwhile.

    Threads are started for each call: a pool would outlive a fork as a pool without threads.

    Args:
        call: takes a share.
        shares: one a thread.
    """
    others = [threading.Thread(target=call, args=share) for share in shares[1:]]
    for other in others:
        other.start()
    call(*shares[0])
    for other in others:
        other.join()
