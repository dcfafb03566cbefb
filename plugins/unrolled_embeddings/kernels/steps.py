"""The steps of a window: its rows brought near, its products, its slopes, and the moves that follow them.

In skip-gram each context is a row; in cbow their mean is the only row. Rows and targets move toward one another or
away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.blocks import move, write_logits, write_slopes
from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.rooms import Room, Rule
from unrolled_embeddings.kernels.tables import cell, row
from unrolled_embeddings.kernels.whole_rows import add_step, prefetch_rows, set_mean


@inlined
def most_contexts(sizes_W: NDArray[np.int64], first: int, windows: int) -> int:
    """Return the contexts of the window that has most, 1 at least: threads meet in each batch.

    Args:
        sizes_W: contexts of each window.
        first: window.
        windows: how many there are.
    """
    most = 1
    for slot in range(first, first + windows):
        most = max(most, sizes_W[slot])
    return most


@inlined
def bring(slot: int, part: int, first: int, last: int, rule: Rule, room: Room) -> None:
    """Have a part of the rows of a window brought near.

    Args:
        slot: of the window.
        part: of the rows.
        first: register of the part.
        last: register behind the last one.
        rule: how windows are drawn.
        room: with its contexts and targets.
    """
    sets = room.sizes_W[slot] if rule.own_noise else 1
    prefetch_rows(cell(room.entering_GW, part, slot), 1, first, last)
    prefetch_rows(cell(room.targets_GWT, part, slot), room.widths_W[slot] * sets, first, last)


@inlined
def find_logits(slot: int, start: int, part: int, registers: int, rule: Rule, room: Room) -> None:
    """Write a part of the products of the targets of a window and those rows whose turn it is.

    Args:
        slot: of the window.
        start: first context of those whose turn it is.
        part: of the rows.
        registers: of the part.
        rule: how windows are drawn.
        room: with the notes; changed.
    """
    rows, others, count, rows_at_once, before = _rows(slot, start, part, rule, room)
    if rule.mean and count:
        contexts, size = cell(room.contexts_GWC, part, slot), room.sizes_W[slot]
        mean, copy = room.shared.mean_GW[part, slot], cell(room.shared.before_GWP, part, slot)
        set_mean(mean, copy, contexts, size, np.float32(1 / size), 0, registers)
    width = room.widths_W[slot]
    out = cell(room.shared.logits_GWX, part, slot) + 4 * before
    for c in range(0, count, rows_at_once):
        out = write_logits(rows + 8 * c, rows_at_once, others, width, registers, out)
        others += 8 * width


@inlined
def _rows(slot: int, start: int, part: int, rule: Rule, room: Room) -> tuple[int, int, int, int, int]:
    """Return where the addresses of rows and targets stand, the rows, how many share a set, and the pairs before."""
    count, others = room.sizes_W[slot], cell(room.targets_GWT, part, slot)
    if rule.mean:
        return cell(room.shared.mean_GW, part, slot), others, min(count, 1), 1, 0
    rows, before = cell(room.contexts_GWC, part, slot), 0
    if start + count > room.piece:  # a branch that most windows do not take: they would wait for these numbers
        before, count = start * room.widths_W[slot], min(count - start, room.piece)
        rows += 8 * start
        others += 8 * before * rule.own_noise
    return rows, others, count, 1 if rule.own_noise else max(count, 1), before


@inlined
def find_slopes(slot: int, start: int, rule: Rule, room: Room) -> None:
    """Write the slopes of those rows of a window whose turn it is.

    Args:
        slot: of the window.
        start: first context of those whose turn it is.
        rule: how windows are drawn.
        room: with the products; changed.
    """
    _, _, count, rows_at_once, before = _rows(slot, start, 0, rule, room)
    parts, size = room.shared.logits_GWX.shape[0], room.shared.logits_GWX.strides[0]
    rates, width = row(room.rates_WT, slot), room.widths_W[slot]
    if rule.own_noise:
        rates += 4 * before
    logits, slopes = cell(room.shared.logits_GWX, 0, slot), row(room.slopes_WX, slot)
    out = slopes + 4 * before
    for _c in range(0, count, rows_at_once):
        out = write_slopes(rows_at_once, width, logits + out - slopes, size, parts, room.labels_W[slot], rates, out)
        rates += 4 * width


@inlined
def follow_slopes(slot: int, start: int, part: int, first: int, last: int, far: int, rule: Rule, room: Room) -> None:
    """Move a part of those rows of a window whose turn it is, and the next part with it where one thread has both.

    Args:
        slot: of the window.
        start: first context of those whose turn it is.
        part: of the rows.
        first: register of the part.
        last: register behind the last one.
        far: registers of the next part; 0 where it is another thread's or there is none.
        rule: how windows are drawn.
        room: with the slopes.
    """
    following = part + 1 if far else part
    rows, others, count, rows_at_once, before = _rows(slot, start, part, rule, room)
    far_rows, far_others, _, _, _ = _rows(slot, start, following, rule, room)
    width = room.widths_W[slot]
    slopes = row(room.slopes_WX, slot) + 4 * before
    for c in range(0, count, rows_at_once):
        near = (rows + 8 * c, others, first, last)
        slopes = move(rows_at_once, width, near, (far_rows + 8 * c, far_others, far), slopes)
        others, far_others = others + 8 * width, far_others + 8 * width
    if rule.mean:
        _move_contexts(slot, part, first, last, room)
        _move_contexts(slot, following, 0, far, room)


@inlined
def _move_contexts(slot: int, part: int, first: int, last: int, room: Room) -> None:
    """Move each context as far as the mean: the authors' program does so, where the gradient is a share of it."""
    mean, before = room.shared.mean_GW[part, slot], cell(room.shared.before_GWP, part, slot)
    add_step(cell(room.contexts_GWC, part, slot), room.sizes_W[slot], mean, before, first, last)
