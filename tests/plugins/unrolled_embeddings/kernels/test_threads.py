"""Threads that meet."""

from __future__ import annotations

from threading import Thread

import numpy as np
import pytest
from numba import njit

from unrolled_embeddings.kernels.threads import meet


@njit(nogil=True)
def _rounds(thread, threads, counter_1, seen, turns):
    for turn in range(turns):
        seen[thread] = turn + 1
        meet(counter_1, threads)
        for other in range(threads):
            if seen[other] != turn + 1:
                seen[-1] += 1
        meet(counter_1, threads)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_none_goes_on_before_all_have_come(threads):
    counter_1, seen = np.zeros(1, np.int64), np.zeros(threads + 1, np.int64)
    crew = [Thread(target=_rounds, args=(k, threads, counter_1, seen, 300)) for k in range(threads)]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    assert seen.tolist() == [300] * threads + [0]
