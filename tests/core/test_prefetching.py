"""Memory that is asked for early."""

from __future__ import annotations

import numpy as np
from numba import njit

from unrolled.prefetching import prefetch


@njit
def _asked(memory_N):
    prefetch(memory_N.ctypes.data, memory_N.nbytes)
    return memory_N.sum()


def test_memory_stays_as_it_is_and_every_line_of_it_is_asked_for():
    assert _asked(np.arange(100)) == 4950
    assert "llvm.prefetch" in next(iter(_asked.inspect_llvm().values()))


def test_no_byte_at_all_may_be_asked_for():
    assert _asked(np.zeros(0)) == 0
