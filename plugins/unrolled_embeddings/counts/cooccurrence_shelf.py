"""Memory with an end: arrays beyond a budget lie in temporary files that vanish with the process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled.durable.disk import reported
from unrolled.errors import Problem, ResourceError

GIB = 1 << 30


class Shelf:
    """Keeps arrays, in memory as long as they fit; several threads may bring them.

    Args:
        memory: GiB that may be taken.
    """

    def __init__(self, memory: float) -> None:
        self._memory = memory
        self._left = memory * GIB
        self._lock = Lock()

    def crew(self, need: int, threads: int) -> int:
        """Set memory aside for work, half of it at most where several could work at once.

        Args:
            need: bytes that a thread's work takes.
            threads: that could work at once.

        Returns:
            How many may.

        Raises:
            ResourceError: not even one may.
        """
        budget = self._memory * GIB
        if need > budget:
            what = (
                f"one group of words needs up to {need / GIB:.2g} GiB for its counts, but {self._memory:g} are allowed"
            )
            raise ResourceError(Problem(f"{what}; raise embedding.memory", where="embedding.memory"))
        crew = max(1, min(threads, int(budget / 2 / need)))
        self._left = budget - crew * need
        return crew

    def keep(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return an array of the same content: itself, or the map of a file.

        Args:
            array: of one dimension; the caller lets go of it.

        Raises:
            ResourceError: the disk of temporary files is full or refuses.
        """
        with self._lock:
            fits = array.nbytes <= self._left
            self._left -= array.nbytes if fits else 0
        if fits or not array.size:
            return array
        with reported(Path(tempfile.gettempdir())), tempfile.TemporaryFile() as file:
            array.tofile(file)
            return np.memmap(file, array.dtype, "r+", shape=array.shape)
