"""Where randomness and threads come from: the parameters of the run, never the machine."""

from __future__ import annotations

import hashlib
import json
import random

import numpy as np
import torch


def derive(seed: int, *names: str | int) -> int:
    """Return a seed of its own for one purpose.

    Args:
        seed: of the run.
        *names: the purpose, from the general to the special.

    Returns:
        A number in [0, 2**63).
    """
    digest = hashlib.sha256(json.dumps([seed, *names]).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def seed_everything(seed: int) -> None:
    """Seed the generators of this process: Python's, numpy's and torch's on every device.

    Args:
        seed: not negative.
    """
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - plugins and libraries draw from the global generator
    torch.manual_seed(seed)


def set_threads(threads: int) -> None:
    """Let torch use this many threads, whatever the machine or OMP_NUM_THREADS says.

    Args:
        threads: at least 1; a parameter of the run, because sums depend on how they are cut.
    """
    torch.set_num_threads(threads)
