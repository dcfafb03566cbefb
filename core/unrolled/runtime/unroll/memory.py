"""Memory for the large tensors of a time loop, used again from one training step to the next.

The C library maps fresh pages for each large tensor, and the system clears them before the first write. Over long
sequences that takes as long as half of the computation; benchmarks/cells.py has the figures (time per token).

Shapes: any.
"""

from __future__ import annotations

import ctypes
import math
import mmap
import threading
import weakref
from collections import deque

import torch
from torch import Tensor

_LARGE = 2**24
"""Bytes from which on a tensor is worth it: of what is smaller the C library hands out what was used last, which is
still near."""
_MUCH = 8
"""Times its size that a tensor may keep from others."""
_STEPS = 8
"""Sizes between two powers of two, so that batches of nearly the same size share blocks."""


class Blocks:
    """Blocks of memory that come back when the last tensor in them is gone.

    Those that wait are kept as long as all blocks together take no more than what was once asked for at a time.
    A request may get a block of up to eight times its size.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._returned: deque[tuple[mmap.mmap, int]] = deque()
        self._waiting: list[mmap.mmap] = []
        self._in_use = self._asked = self._most_asked = 0

    def take(self, size: int) -> ctypes.Array[ctypes.c_char]:
        """Return memory with whatever stood there before; it comes back when nothing refers to it any more.

        Args:
            size: in bytes.

        Raises:
            MemoryError: the system has no more.
        """
        rounded = _rounded(size)
        with self._lock:
            self._take_back()
            block = self._smallest_of(rounded)
            self._asked += rounded
            self._most_asked = max(self._most_asked, self._asked)
            self._in_use += len(block)
            while self._waiting and self._in_use + sum(map(len, self._waiting)) > self._most_asked:
                del self._waiting[0]
        memory = (ctypes.c_char * size).from_buffer(block)
        # It may run wherever Python collects garbage, so it takes no lock.
        weakref.finalize(memory, self._returned.append, (block, rounded)).atexit = False
        return memory

    def _take_back(self) -> None:
        while self._returned:
            block, size = self._returned.popleft()
            self._waiting.append(block)
            self._in_use -= len(block)
            self._asked -= size

    def _smallest_of(self, size: int) -> mmap.mmap:
        """Return the smallest block that is large enough and not much too large, a new one where none waits."""
        fitting = [block for block in self._waiting if size <= len(block) <= _MUCH * size]
        if not fitting:
            try:
                return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            except OSError as error:
                raise MemoryError(f"no block of {size} bytes") from error
        found = min(reversed(fitting), key=len)
        self._waiting.remove(found)
        return found


_blocks = Blocks()


def new_empty(like: Tensor, *shape: int) -> Tensor:
    """Return a tensor with whatever values stand in its memory.

    Args:
        like: of its dtype and device.
        *shape: of the tensor.
    """
    size = math.prod(shape) * like.element_size()
    if size < _LARGE or like.device.type != "cpu":
        return like.new_empty(shape)
    return torch.frombuffer(_blocks.take(size), dtype=like.dtype).view(shape)


def contiguous(tensor: Tensor) -> Tensor:
    """Return a tensor whose values stand one behind another: itself, or a copy.

    Args:
        tensor: of any strides.
    """
    return tensor if tensor.is_contiguous() else new_empty(tensor, *tensor.shape).copy_(tensor)


def _rounded(size: int) -> int:
    """Return the size of the block that so many bytes are taken from."""
    step = max(2 ** (size.bit_length() - 1) // _STEPS, 1)
    return -(-size // step) * step
