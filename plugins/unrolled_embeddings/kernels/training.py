"""The loop over the windows of a text.

Batches of windows have their slopes found from the same tables, and are followed one window after another. Wide windows
learn a piece at a time, some contexts of each: all contexts of a window meet its targets, and those would go too far.

Each thread keeps some registers of all rows to itself: it finds their part of each product and moves them, and what
threads hand to one another are those parts alone. They are summed in an order that is fixed, so that each number is the
same at any number of threads. Without that order each thread takes a stretch of the text to itself and they write over
one another at times, which is faster and never the same twice.

Source of the second way: Niu et al., "Hogwild!: a lock-free approach to parallelizing stochastic gradient descent",
NIPS 2011.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.compiled import inlined, lean
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.rooms import Room, Rule
from unrolled_embeddings.kernels.steps import bring, find_logits, find_slopes, follow_slopes, most_contexts
from unrolled_embeddings.kernels.tables import Tables, Text
from unrolled_embeddings.kernels.threads import meet
from unrolled_embeddings.kernels.windows import draw


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
        room: this thread's own.
        crew: number of this thread and of all that work on the stretch.
        counter_1: where those threads meet; 0.
    """
    first, last = span
    batch, threads = room.sizes_W.size // 2, crew[1]
    fall = (rates[1] - rates[0]) / max(last - first, 1)
    # Each thread draws all windows for itself: to fetch another's notes takes longer.
    for k in range(min(batch, last - first)):
        draw(k, first + k, key, np.float32(rates[0]), text, tables, rule, room)
    side = 0
    for start in range(first, last, batch):
        stop = min(start + batch, last)
        later, ahead = batch - side, min(batch, last - stop)
        rate = np.float32(rates[0] + fall * (stop - first))
        for k in range(ahead):
            draw(later + k, stop + k, key, rate, text, tables, rule, room)
        most, context = 1 if rule.mean else most_contexts(room.sizes_W, side, stop - start), 0
        while context < most:
            _find(side, stop - start, context, crew, tables, rule, room)
            meet(counter_1, threads)
            for slot in range(side, side + stop - start):
                find_slopes(slot, context, rule, room)
            _follow((side, later), (stop - start, 0 if context else ahead), context, crew, tables, rule, room)
            if threads > tables.numbers_G.size:
                meet(counter_1, threads)  # others have moved what this one reads next
            context += room.piece
        side = later


@inlined
def _share(crew: tuple[int, int], tables: Tables) -> tuple[int, int, int, int]:
    """Return a thread's first part, the part behind its last one, its number among those of the part, and theirs."""
    thread, threads = crew
    parts = tables.numbers_G.size
    if threads == 1:
        return (0, parts, 0, 1)
    part = thread % parts
    return (part, part + 1, thread // parts, (threads - part + parts - 1) // parts)


@inlined
def _find(side: int, size: int, context: int, crew: tuple[int, int], tables: Tables, rule: Rule, room: Room) -> None:
    """Find this thread's share of the products of a batch: those of some windows, in its part of the rows."""
    low, high, member, members = _share(crew, tables)
    for slot in range(side + member, side + size, members):
        for part in range(low, high):
            find_logits(slot, context, part, tables.numbers_G[part] // LANES, rule, room)


@inlined
def _follow(
    sides: tuple[int, int],
    sizes: tuple[int, int],
    context: int,
    crew: tuple[int, int],
    tables: Tables,
    rule: Rule,
    room: Room,
) -> None:
    """Move this thread's share of the rows of a batch, some registers, and have that of the next batch brought near."""
    low, high, member, members = _share(crew, tables)
    registers = tables.numbers_G[low] // LANES
    far = tables.numbers_G[high - 1] // LANES if high - low > 1 else 0
    first, last = registers * member // members, registers * (member + 1) // members
    for k in range(sizes[0]):
        follow_slopes(sides[0] + k, context, low, first, last, far, rule, room)
        if k < sizes[1]:
            bring(sides[1] + k, low, first, last, rule, room)
            if far:
                bring(sides[1] + k, low + 1, 0, far, rule, room)
