"""Which graphics cards each worker of this machine sees, so that none is shared by more trials than it holds."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from unrolled.errors import Problem, ResourceError

VISIBLE = "CUDA_VISIBLE_DEVICES"


def visible_cards() -> list[str]:
    """Return the names of the cards that this process may use."""
    named = os.environ.get(VISIBLE)
    if named is not None:
        return [name for name in named.split(",") if name]
    import torch

    return [str(number) for number in range(torch.cuda.device_count())]


def room(cards: int, gpus: float) -> int:
    """Return how many trials some cards hold at a time.

    Args:
        cards: their number.
        gpus: cards that a trial takes; a part of one is a part of a single card.
    """
    return cards // math.ceil(gpus) if gpus >= 1 else cards * int(1 / gpus)


def shared_out(cards: Sequence[str], gpus: float, workers: int) -> list[str]:
    """Return what each worker sees, as CUDA_VISIBLE_DEVICES holds it.

    Args:
        cards: that there are.
        gpus: cards that a trial takes.
        workers: trials at once.

    Raises:
        ResourceError: the cards do not hold so many.
    """
    held = room(len(cards), gpus)
    if workers > held:
        what = f"{len(cards)} graphics cards hold {held} trials of {gpus:g} each, not {workers}"
        raise ResourceError(
            Problem(what, where="search.resources.gpus", command=f"unrolled search --workers {held or 1}")
        )
    if gpus < 1:
        each = int(1 / gpus)
        return [cards[worker // each] for worker in range(workers)]
    wide = math.ceil(gpus)
    return [",".join(cards[worker * wide : (worker + 1) * wide]) for worker in range(workers)]
