"""Threads that learn together from the same stretch of a text, or each from a part of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Any

import numpy as np

from unrolled_embeddings.prediction.window_batches import Stretch


def learn_together(
    loop: Callable[..., None], stretch: Stretch, tables: Any, rule: Any, rooms: Sequence[Any], *, together: bool
) -> None:
    """Run a compiled loop over a stretch in some threads.

    Args:
        loop: ``train`` or its like.
        stretch: to learn from.
        tables: of the loop.
        rule: of the loop.
        rooms: of the loop, one a thread.
        together: whether all threads are given the whole stretch, and not each a part of its own.
    """
    counter_1, threads = np.zeros(1, np.int64), len(rooms)
    text, size, key, rates = stretch
    edges = [size * k // threads for k in range(threads + 1)]
    jobs = [
        (
            (0, size) if together else (edges[k], edges[k + 1]),
            key,
            rates,
            text,
            tables,
            rule,
            room,
            (k, threads) if together else (0, 1),
            counter_1,
        )
        for k, room in enumerate(rooms)
    ]
    # Compiled here, where nothing waits for it: what goes wrong or is interrupted on the way leaves no thread behind.
    loop((0, 0), *jobs[0][1:])
    # None begins before all are there: those that wait for one that cannot be started would wait for good.
    ready, started = Event(), True

    def work(job: tuple[Any, ...]) -> None:
        ready.wait()
        if started:
            loop(*job)

    others = [Thread(target=work, args=(job,)) for job in jobs[1:]]
    try:
        for other in others:
            other.start()
    except RuntimeError:
        started = False
        raise
    finally:
        ready.set()
    loop(*jobs[0])
    for other in others:
        other.join()
