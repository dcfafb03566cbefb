"""How the rows of a call are shared out among threads.

Shapes: B sequences, N rows of all steps.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch

TILE_ROWS = 8
"""Rows that a product takes at once: threads take whole tiles, so that every row meets the same code."""
_Work = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_TorchsPool: Callable[..., None] | None = (
    getattr(ctypes.CDLL(None), "GOMP_parallel", None) if torch.backends.openmp.is_available() else None
)
"""Runs a function on several threads of the OpenMP pool that torch computes in; None where torch has another."""


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

    Torch's own threads do it: they spin for a while after each of torch's operations, and threads of ours would have
    to wait for the cores that they spin on.

    Args:
        call: takes a share.
        shares: one a thread.

    Raises:
        BaseException: what a call raised.
    """
    if len(shares) == 1:
        call(*shares[0])
        return
    pending, raised = iter(shares), list[BaseException]()

    def work(_: int | None) -> None:
        try:
            for share in pending:
                call(*share)
        except BaseException as error:  # noqa: BLE001 - nothing can be raised through the pool
            raised.append(error)

    if _TorchsPool is None:
        _start_threads(work, len(shares))
    else:
        _TorchsPool(_Work(work), None, ctypes.c_uint(len(shares)), ctypes.c_uint(0))
    if raised:
        raise raised[0]


def _start_threads(work: Callable[[None], None], count: int) -> None:
    """Run a function on threads of our own, started for this call: a pool would outlive a fork without its threads."""
    others = [threading.Thread(target=work, args=(None,)) for _ in range(1, count)]
    for other in others:
        other.start()
    work(None)
    for other in others:
        other.join()
