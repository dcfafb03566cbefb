"""Windows of a text: which rows of the tables belong together, and how they move.

A window is a word with the words around it. In skip-gram each context is a row; in cbow their mean is the only row.
The targets are the word itself and noise words, or the nodes on the word's path in a tree. Rows and targets move toward
one another or away.

Source: Mikolov et al., "Efficient estimation of word representations in vector space", 2013; "Distributed
representations of words and phrases and their compositionality", NIPS 2013, equations 3 and 4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.blocks import move, write_slopes
from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.noise import mixed
from unrolled_embeddings.kernels.rooms import Room, Rule, Tables, Text
from unrolled_embeddings.kernels.tiles import add_row, prefetch, set_row

_AHEAD = 32
"""Windows."""


@inlined
def draw(
    slot: int, n: int, key: np.uint64, rate: np.float32, text: Text, tables: Tables, rule: Rule, room: Room
) -> None:
    """Note the contexts and targets of a window, and have their rows brought near.

    Args:
        slot: of the window in the room.
        n: place of its word in the text.
        key: of the random draws.
        rate: learning rate.
        text: words.
        tables: whose rows are noted.
        rule: how windows are drawn.
        room: to note them in.
    """
    bits = mixed(key, n)
    size, first, last = 4 * tables.words_VP.shape[1], text.starts_N[n], text.ends_N[n]
    table = tables.words_VP.ctypes.data
    reach = rule.reach
    prefetch(table + size * text.words_N[min(n + reach, last - 1)], size)
    if rule.shrink:
        reach = 1 + np.int64(((bits >> np.uint64(32)) * np.uint64(reach)) >> np.uint64(32))
    count = 0
    for context in range(max(first, n - reach), min(last, n + reach + 1)):
        if context != n:
            room.contexts_WC[slot, count] = table + size * text.words_N[context]
            count += 1
    room.sizes_W[slot] = count
    if rule.negatives:
        # The table of noise is larger than the caches: the place of a later window is asked for in time.
        later = np.int64(mixed(key, n + _AHEAD) & np.uint64(tables.noise_D.size - 1))
        prefetch(tables.noise_D.ctypes.data + 4 * later, 4 * rule.negatives)
        _draw_noise(slot, np.int64(text.words_N[n]), bits, rate, tables, rule, room)
    else:
        _take_path(slot, np.int64(text.words_N[n]), rate, tables, room)


@inlined
def _draw_noise(
    slot: int, word: int, bits: np.uint64, rate: np.float32, tables: Tables, rule: Rule, room: Room
) -> None:
    size, table = 4 * tables.targets_VP.shape[1], tables.targets_VP.ctypes.data
    width = rule.negatives + 2 - rule.negatives % 2
    mask = tables.noise_D.size - 1
    place = np.int64(bits & np.uint64(mask))
    prefetch(table + size * word, size)
    for start in range(0, width * (room.sizes_W[slot] if rule.own_noise else 1), width):
        # The last target fills a set up to an even number; it is the word once more, and does not move.
        for t in range(start, start + width):
            room.targets_WT[slot, t] = table + size * word
            room.labels_WT[slot, t] = t == start
            room.rates_WT[slot, t] = rate if t == start else np.float32(0)
        for t in range(start + 1, start + 1 + rule.negatives):
            noise = np.int64(tables.noise_D[place])
            place = (place + 1) & mask
            room.targets_WT[slot, t] = table + size * noise
            room.rates_WT[slot, t] = rate if rule.accidental_hits or noise != word else np.float32(0)
            prefetch(table + size * noise, size)
    room.widths_W[slot] = width


@inlined
def _take_path(slot: int, word: int, rate: np.float32, tables: Tables, room: Room) -> None:
    size, table = 4 * tables.targets_VP.shape[1], tables.targets_VP.ctypes.data
    first, last = tables.starts_V1[word], tables.starts_V1[word + 1]
    length = last - first
    for t in range(length + length % 2):
        node = first + min(t, length - 1)
        room.targets_WT[slot, t] = table + size * tables.nodes_L[node]
        room.labels_WT[slot, t] = tables.labels_L[node]
        room.rates_WT[slot, t] = rate if t < length else np.float32(0)
        prefetch(room.targets_WT[slot, t], size)
    room.widths_W[slot] = length + length % 2


@inlined
def _row(table: NDArray[Any], number: int) -> int:
    """Return the address of a row of a table."""
    return table.ctypes.data + number * table.strides[0]


@inlined
def find_slopes(slot: int, rule: Rule, room: Room) -> None:
    """Write the slopes of a window.

    Args:
        slot: of the window in the room.
        rule: how windows are drawn.
        room: with its contexts and targets.
    """
    count, width, vectors = room.sizes_W[slot], room.widths_W[slot], room.means_WP.shape[1] // LANES
    rows, rows_at_once = _row(room.contexts_WC, slot), 1 if rule.own_noise else count
    if rule.mean and count:
        set_row(room.mean_W[slot], room.contexts_WC[slot, 0], np.float32(1 / count), 0, vectors)
        for c in range(1, count):
            add_row(room.mean_W[slot], room.contexts_WC[slot, c], np.float32(1 / count), 0, vectors)
        rows, count, rows_at_once = room.mean_W.ctypes.data + 8 * slot, 1, 1
    others, out = _row(room.targets_WT, slot), _row(room.slopes_WX, slot)
    labels, rates = _row(room.labels_WT, slot), _row(room.rates_WT, slot)
    c = 0
    while c < count:
        out = write_slopes(rows + 8 * c, rows_at_once, others, width, labels, rates, vectors, out)
        others, labels, rates = others + 8 * width, labels + 4 * width, rates + 4 * width
        c += rows_at_once


@inlined
def follow_slopes(slot: int, first: int, last: int, rule: Rule, room: Room) -> None:
    """Move the rows of a window, from a register of each row to another.

    Args:
        slot: of the window in the room.
        first: register.
        last: register behind the last one.
        rule: how windows are drawn.
        room: with its slopes.
    """
    count, width = room.sizes_W[slot], room.widths_W[slot]
    rows, rows_at_once = _row(room.contexts_WC, slot), 1 if rule.own_noise else count
    mean, before = room.mean_W[slot], _row(room.before_WP, slot)
    if rule.mean and count:
        set_row(before, mean, np.float32(1), first, last)
        rows, count, rows_at_once = room.mean_W.ctypes.data + 8 * slot, 1, 1
    others, slopes = _row(room.targets_WT, slot), _row(room.slopes_WX, slot)
    c = 0
    while c < count:
        slopes = move(rows + 8 * c, rows_at_once, others, width, first, last, slopes)
        others += 8 * width
        c += rows_at_once
    if rule.mean:
        add_row(mean, before, np.float32(-1), first, last)
        # Each context moves as far as the mean: the authors' program does so, where the gradient is a share of it.
        for c in range(room.sizes_W[slot]):
            add_row(room.contexts_WC[slot, c], mean, np.float32(1), first, last)
