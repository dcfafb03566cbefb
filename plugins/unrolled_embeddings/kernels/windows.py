"""Windows of a text: which rows of the tables belong together, and how they move.

A window is a word with the words around it. In skip-gram each context is a row; in cbow their mean is the only row.
The targets are the word itself and noise words, or the nodes on the word's path in a tree. Rows and targets move toward
one another or away.

Source: Mikolov et al., "Efficient estimation of word representations in vector space", 2013; "Distributed
representations of words and phrases and their compositionality", NIPS 2013, equations 3 and 4.
"""

from __future__ import annotations

import numpy as np

from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.noise import mixed
from unrolled_embeddings.kernels.notes import note_rates, note_rows
from unrolled_embeddings.kernels.rooms import Room, Rule
from unrolled_embeddings.kernels.tables import Tables, Text, cell, row

_NO_WORD = -1


@inlined
def draw(
    slot: int, n: int, key: np.uint64, rate: np.float32, text: Text, tables: Tables, rule: Rule, room: Room
) -> None:
    """Note the contexts and targets of a window.

    Args:
        slot: of the window.
        n: place of its word in the text.
        key: of the random draws.
        rate: learning rate.
        text: words.
        tables: whose rows are noted.
        rule: how windows are drawn.
        room: to note them in.
    """
    word, reach = np.int64(text.words_N[n]), rule.reach
    if rule.shrink:
        reach = 1 + np.int64(((mixed(key, n) >> np.uint64(32)) * np.uint64(reach)) >> np.uint64(32))
    around = (min(reach, n - text.starts_N[n]), min(reach, text.ends_N[n] - 1 - n))
    entering = text.words_N[min(n + rule.reach, text.ends_N[n] - 1)]
    words = text.words_N.ctypes.data + 4 * n
    room.sizes_W[slot] = around[0] + around[1]
    # Not a loop over the parts: it would take as long as all of this.
    _note_contexts(slot, 0, words, around, entering, tables, room)
    if _in_two(tables):
        _note_contexts(slot, 1, words, around, entering, tables, room)
    if rule.negatives:
        _draw_noise(slot, word, n, key, rate, tables, rule, room)
    else:
        _take_path(slot, word, rate, tables, room)


@inlined
def _in_two(tables: Tables) -> bool:
    return tables.numbers_G.size > 1


@inlined
def _note_contexts(
    slot: int, part: int, words: int, around: tuple[int, int], entering: int, tables: Tables, room: Room
) -> None:
    left, right = around
    table, size, out = row(tables.words_GVP, part), tables.words_GVP.strides[1], cell(room.contexts_GWC, part, slot)
    note_rows(words - 4 * left, left, table, size, out)
    note_rows(words + 4, right, table, size, out + 8 * left)
    room.entering_GW[part, slot] = table + size * entering


@inlined
def _draw_noise(
    slot: int, word: int, n: int, key: np.uint64, rate: np.float32, tables: Tables, rule: Rule, room: Room
) -> None:
    sets, most = (room.sizes_W[slot], 2 * rule.reach) if rule.own_noise else (1, 1)
    rates, width = row(room.rates_WT, slot), rule.negatives + 2 - rule.negatives % 2
    left_out = _NO_WORD if rule.accidental_hits else word
    # The table is in random order, so that neighbours may read it on and on: no place of it has to be waited for.
    place = np.int64(key >> np.uint64(32)) + n * rule.negatives * most
    for start in range(0, width * sets, width):
        noise = tables.noise_D.ctypes.data + 4 * (place & (tables.draws - 1))
        _note_noise(slot, 0, start, word, noise, tables, rule, room)
        if _in_two(tables):
            _note_noise(slot, 1, start, word, noise, tables, rule, room)
        room.rates_WT[slot, start] = rate
        note_rates(noise, rule.negatives, left_out, rate, rates + 4 * (start + 1))
        if rule.negatives % 2 == 0:
            room.rates_WT[slot, start + width - 1] = np.float32(0)
        place += rule.negatives
    room.widths_W[slot] = width


@inlined
def _note_noise(
    slot: int, part: int, start: int, word: int, noise: int, tables: Tables, rule: Rule, room: Room
) -> None:
    table, size = row(tables.targets_GVP, part), tables.targets_GVP.strides[1]
    room.targets_GWT[part, slot, start] = table + size * word
    note_rows(noise, rule.negatives, table, size, cell(room.targets_GWT, part, slot) + 8 * (start + 1))
    if rule.negatives % 2 == 0:
        # The last target fills the set up to an even number; it is the word once more, and does not move.
        room.targets_GWT[part, slot, start + rule.negatives + 1] = table + size * word


@inlined
def _take_path(slot: int, word: int, rate: np.float32, tables: Tables, room: Room) -> None:
    first, length = tables.starts_V1[word], tables.starts_V1[word + 1] - tables.starts_V1[word]
    nodes = tables.nodes_L.ctypes.data + 4 * first
    _note_path(slot, 0, nodes, length, tables, room)
    if _in_two(tables):
        _note_path(slot, 1, nodes, length, tables, room)
    note_rates(nodes, length, _NO_WORD, rate, row(room.rates_WT, slot))
    if length % 2:
        room.rates_WT[slot, length] = np.float32(0)
    room.labels_W[slot] = tables.labels_L.ctypes.data + 4 * first
    room.widths_W[slot] = length + length % 2


@inlined
def _note_path(slot: int, part: int, nodes: int, length: int, tables: Tables, room: Room) -> None:
    table, size = row(tables.targets_GVP, part), tables.targets_GVP.strides[1]
    note_rows(nodes, length, table, size, cell(room.targets_GWT, part, slot))
    if length % 2:
        # The last node once more, which does not move.
        room.targets_GWT[part, slot, length] = room.targets_GWT[part, slot, length - 1]
