"""Products of matrices whose sums are the same at any number of threads."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import torch

from unrolled.runtime.seeding import set_threads


@contextmanager
def one_thread() -> Generator[None]:
    """Let torch's dense algebra use one thread while the block runs: its sums depend on their number."""
    threads = torch.get_num_threads()
    set_threads(1)
    try:
        yield
    finally:
        set_threads(threads)
