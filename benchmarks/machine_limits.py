"""What the machine itself can do: a core's multiplications and additions, and the bytes that its memory moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.cgutils import alloca_once_value, for_range_slice
from numba.extending import intrinsic

from interleaved import seconds_of
from unrolled_embeddings.kernels.lanes import I32, I64, LANES, MANY_REGISTERS, V, constant, fused, splat

SUMS = 24 if MANY_REGISTERS else 12
"""Sums that grow side by side: more than a core's units can be busy with, and fewer than it has registers."""
TURNS = 20_000_000
BEYOND_CACHES, WITHIN_L2 = 256 << 20, 256 << 10
COPIES = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What was measured of a machine.

    Args:
        multiply_adds: of one core, a second.
        l2: bytes that one core copies within L2, a second, read and written ones counted.
        memory: the same beyond the caches, by number of threads.
    """

    multiply_adds: float
    l2: float
    memory: Mapping[int, float]


def measure_limits() -> Limits:
    """Return what this machine can do."""
    memory = {threads: bytes_a_second(BEYOND_CACHES, threads) for threads in (1, 2)}
    return Limits(multiply_adds_a_second(), bytes_a_second(WITHIN_L2), memory)


def multiply_adds_a_second() -> float:
    """Return how many numbers of float32 one core can multiply and add in a second."""
    sums: Any = njit(nogil=True)(_sums)
    sums(1)
    return TURNS * SUMS * LANES / median(seconds_of(lambda: sums(TURNS)) for _ in range(COPIES))


def bytes_a_second(size: int, threads: int = 1) -> float:
    """Return how many bytes copying arrays reads and writes in a second.

    Args:
        size: of each of two arrays, in bytes.
        threads: that copy arrays of their own at the same time.
    """
    pairs = [(np.ones(size, np.uint8), np.zeros(size, np.uint8)) for _ in range(threads)]
    times = max(1, BEYOND_CACHES // size)
    with ThreadPoolExecutor(threads) as pool:
        seconds = median(seconds_of(lambda: list(pool.map(_copier(times), pairs))) for _ in range(COPIES))
    return 2 * size * times * threads / seconds


def _copier(times: int) -> Callable[[tuple[Any, Any]], None]:
    def copy(pair: tuple[Any, Any]) -> None:
        for _ in range(times):
            np.copyto(pair[1], pair[0])

    return copy


def _multiply_and_add(_typing: Any, times: Any, factor: Any) -> Any:  # noqa: ARG001
    """Let sums grow side by side in registers; return one number of their total."""

    def code(_context: Any, builder: ir.IRBuilder, _signature: Any, arguments: Any) -> Any:
        by = splat(builder, arguments[1])
        cells = [alloca_once_value(builder, constant(float(k))) for k in range(SUMS)]
        with for_range_slice(builder, I64(0), arguments[0], I64(1)):
            for cell in cells:
                builder.store(fused(builder, builder.load(cell), by, by), cell)
        total: Any = ir.Constant(V, [0.0] * LANES)
        for cell in cells:
            total = builder.fadd(total, builder.load(cell))
        return builder.extract_element(total, I32(0))

    return types.float32(types.int64, types.float32), code


_grown: Any = intrinsic(_multiply_and_add)


def _sums(times: int) -> float:
    return _grown(times, np.float32(0.5))
