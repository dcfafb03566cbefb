"""The steps of a window: its rows brought near, its products, its slopes, and the moves that follow them.

In skip-gram each context is a row; in cbow their mean is the only row. Rows and targets move toward one another or
away.
"""

from __future__ import annotations

import numpy as np

from unrolled_embeddings.kernels.blocks import move, write_logits, write_slopes
from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.rooms import Room, Rule
from unrolled_embeddings.kernels.tables import cell, row
from unrolled_embeddings.kernels.whole_rows import add_step, prefetch_rows, set_mean


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
def find_logits(slot: int, part: int, registers: int, rule: Rule, room: Room) -> None:
    """Write a part of the products of the rows and targets of a window.

    Args:
        slot: of the window.
        part: of the rows.
        registers: of the part.
        rule: how windows are drawn.
        room: with the notes; changed.
    """
    rows, count, rows_at_once = _rows(slot, part, rule, room)
    if rule.mean and count:
        contexts, size = cell(room.contexts_GWC, part, slot), room.sizes_W[slot]
        mean, before = room.shared.mean_GW[part, slot], cell(room.shared.before_GWP, part, slot)
        set_mean(mean, before, contexts, size, np.float32(1 / size), 0, registers)
    others, width, out = (
        cell(room.targets_GWT, part, slot),
        room.widths_W[slot],
        cell(room.shared.logits_GWX, part, slot),
    )
    for c in range(0, count, rows_at_once):
        out = write_logits(rows + 8 * c, rows_at_once, others, width, registers, out)
        others += 8 * width


@inlined
def _rows(slot: int, part: int, rule: Rule, room: Room) -> tuple[int, int, int]:
    """Return where the addresses of a window's rows stand, how many there are, and how many share a set of targets."""
    count = room.sizes_W[slot]
    if rule.mean:
        return cell(room.shared.mean_GW, part, slot), min(count, 1), 1
    return cell(room.contexts_GWC, part, slot), count, 1 if rule.own_noise else max(count, 1)


@inlined
def find_slopes(slot: int, rule: Rule, room: Room) -> None:
    """Write the slopes of a window.

    Args:
        slot: of the window.
        rule: how windows are drawn.
        room: with the products; changed.
    """
    _, count, rows_at_once = _rows(slot, 0, rule, room)
    parts, size = room.shared.logits_GWX.shape[0], room.shared.logits_GWX.strides[0]
    rates, width = row(room.rates_WT, slot), room.widths_W[slot]
    logits, start = cell(room.shared.logits_GWX, 0, slot), row(room.slopes_WX, slot)
    out = start
    for _c in range(0, count, rows_at_once):
        out = write_slopes(rows_at_once, width, logits + out - start, size, parts, room.labels_W[slot], rates, out)
        rates += 4 * width


@inlined
def follow_slopes(slot: int, part: int, first: int, last: int, far: int, rule: Rule, room: Room) -> None:
    """Move a part of the rows of a window, and the next part with it where one thread has both.

    Args:
        slot: of the window.
        part: of the rows.
        first: register of the part.
        last: register behind the last one.
        far: registers of the next part; 0 where it is another thread's or there is none.
        rule: how windows are drawn.
        room: with the slopes.
    """
    following = part + 1 if far else part
    rows, count, rows_at_once = _rows(slot, part, rule, room)
    far_rows, _, _ = _rows(slot, following, rule, room)
    others, far_others = cell(room.targets_GWT, part, slot), cell(room.targets_GWT, following, slot)
    width, slopes = room.widths_W[slot], row(room.slopes_WX, slot)
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
