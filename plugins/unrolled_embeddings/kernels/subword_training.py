"""The loop over the windows of a text whose words are made of parts.

Words within the reach of a batch of windows are made whole once, learn as if they were rows of their own, and give what
they have learned to their parts. Threads share out the windows while slopes are found and the registers of a row
otherwise, as in ``training``: each number is the same at any number of threads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import inlined, lean
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.steps import most_contexts
from unrolled_embeddings.kernels.subword_parts import ask_for_parts, make_whole, move_parts
from unrolled_embeddings.kernels.subword_rooms import SubwordRoom, SubwordRule, SubwordTables
from unrolled_embeddings.kernels.subword_windows import draw_window, find_whole_slopes, follow_whole_slopes
from unrolled_embeddings.kernels.tables import Text
from unrolled_embeddings.kernels.threads import meet


@lean
def train_subwords(
    span: tuple[int, int],
    key: np.uint64,
    rates: tuple[float, float],
    text: Text,
    tables: SubwordTables,
    rule: SubwordRule,
    room: SubwordRoom,
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
    batch, vectors = room.sizes_W.size // 2, room.wholes_SP.shape[1] // LANES
    low, high = vectors * thread // threads, vectors * (thread + 1) // threads
    fall = (rates[1] - rates[0]) / max(last - first, 1)
    for n in range(first + thread, min(first + batch, last), threads):
        draw_window(n - first, n, first - rule.reach, key, np.float32(rates[0]), text, tables, rule, room)
    side = 0
    for start in range(first, last, batch):
        stop, origin = min(start + batch, last), start - rule.reach
        rate = np.float32(rates[0] + fall * (stop - first))
        reached = range(max(origin, text.starts_N[start]), min(stop + rule.reach, text.ends_N[stop - 1]))
        for n in reached:
            make_whole(n - origin, np.int64(text.words_N[n]), low, high, tables, room)
        meet(counter_1, threads)
        for n in range(stop + thread, min(stop + batch, last), threads):
            draw_window(batch - side + n - stop, n, stop - rule.reach, key, rate, text, tables, rule, room)
        for n in range(start + thread, min(stop, last - batch - rule.reach), threads):
            ask_for_parts(np.int64(text.words_N[n + batch + rule.reach]), tables)
        _learn((side, side + stop - start), (low, high), crew, room, counter_1)
        for n in reached:
            move_parts(n - origin, np.int64(text.words_N[n]), low, high, tables, room)
        side = batch - side


@inlined
def _learn(
    slots: tuple[int, int],
    registers: tuple[int, int],
    crew: tuple[int, int],
    room: SubwordRoom,
    counter_1: NDArray[np.int64],
) -> None:
    """Learn from the windows of a batch, a piece of each at a time."""
    first, last = slots
    thread, threads = crew
    for context in range(0, most_contexts(room.sizes_W, first, last - first), room.piece):
        if context:
            meet(counter_1, threads)  # others have moved what this one reads next
        for slot in range(first + thread, last, threads):
            find_whole_slopes(slot, context, room)
        meet(counter_1, threads)
        for slot in range(first, last):
            follow_whole_slopes(slot, context, registers[0], registers[1], room)
