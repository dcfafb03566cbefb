"""The loop over the windows of a text.

Batches of windows have their slopes found from the same tables, and are followed one window after another. Threads
share out the windows of a batch while slopes are found, and the registers of a row while they are followed: each number
is then the same at any number of threads. Without batches each thread takes a stretch of the text to itself and they
write over one another at times, which is faster and never the same twice.

Source of the second way: Niu et al., "Hogwild!: a lock-free approach to parallelizing stochastic gradient descent",
NIPS 2011.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import lean
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.rooms import Room, Rule, Tables, Text
from unrolled_embeddings.kernels.threads import meet
from unrolled_embeddings.kernels.windows import draw, find_slopes, follow_slopes


@lean
def train(
    span: tuple[int, int],
    key: np.uint64,
    rates: tuple[float, float],
    text: Text,
    tables: Tables,
    rule: Rule,
    room: Room,
    crew: tuple[int, int],
    counter_1: NDArray[np.int64],
) -> None:
    """Learn from a stretch of a text.

    Args:
        span: first word of the stretch, and the word behind it.
        key: of the random draws.
        rates: learning rates at both ends; in between it falls in a straight line.
        text: words.
        tables: changed.
        rule: how windows are drawn.
        room: for two batches of windows.
        crew: number of this thread and of all that work on the stretch.
        counter_1: where those threads meet; 0.
    """
    first, last = span
    thread, threads = crew
    batch, vectors = room.sizes_W.size // 2, room.means_WP.shape[1] // LANES
    low, high = vectors * thread // threads, vectors * (thread + 1) // threads
    fall = (rates[1] - rates[0]) / max(last - first, 1)
    for n in range(first + thread, min(first + batch, last), threads):
        draw(n - first, n, key, np.float32(rates[0]), text, tables, rule, room)
    side = 0
    for start in range(first, last, batch):
        stop = min(start + batch, last)
        rate = np.float32(rates[0] + fall * (stop - first))
        for n in range(stop + thread, min(stop + batch, last), threads):
            draw(batch - side + n - stop, n, key, rate, text, tables, rule, room)
        for n in range(start + thread, stop, threads):
            find_slopes(side + n - start, rule, room)
        meet(counter_1, threads)
        for n in range(start, stop):
            follow_slopes(side + n - start, low, high, rule, room)
        meet(counter_1, threads)
        side = batch - side
