"""Windows over words that are made of parts.

In a window each context is a whole word; the targets are the rows of the word in the middle and of noise words.

Source: Bojanowski et al., "Enriching word vectors with subword information", TACL 2017, section 3.1; contexts and the
middle change places, which over a text are the same pairs.
"""

from __future__ import annotations

import numpy as np

from unrolled.prefetching import prefetch
from unrolled_embeddings.kernels.blocks import move, write_logits, write_slopes
from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.noise import mixed
from unrolled_embeddings.kernels.subword_rooms import SubwordRoom, SubwordRule, SubwordTables
from unrolled_embeddings.kernels.tables import Text, row


@inlined
def draw_window(
    slot: int,
    n: int,
    origin: int,
    key: np.uint64,
    rate: np.float32,
    text: Text,
    tables: SubwordTables,
    rule: SubwordRule,
    room: SubwordRoom,
) -> None:
    """Note the contexts and targets of a window, and have the targets' rows brought near.

    Args:
        slot: of the window in the room.
        n: place of its word in the text.
        origin: place in the text of the first whole word in the room.
        key: of the random draws.
        rate: learning rate.
        text: words.
        tables: whose rows are noted.
        rule: how windows are drawn.
        room: to note them in.
    """
    bits, reach, count = mixed(key, n), rule.reach, 0
    if rule.shrink:
        reach = 1 + np.int64(((bits >> np.uint64(32)) * np.uint64(reach)) >> np.uint64(32))
    for context in range(max(text.starts_N[n], n - reach), min(text.ends_N[n], n + reach + 1)):
        if context != n:
            room.contexts_WC[slot, count] = row(room.wholes_SP, context - origin)
            count += 1
    room.sizes_W[slot] = count
    _draw_targets(slot, np.int64(text.words_N[n]), bits, rate, tables, rule, room)


@inlined
def _draw_targets(
    slot: int, word: int, bits: np.uint64, rate: np.float32, tables: SubwordTables, rule: SubwordRule, room: SubwordRoom
) -> None:
    mask = tables.noise_D.size - 1
    for t in range(room.width):
        # The last target may fill the set up to an even number; it is the word once more, and does not move.
        noise = 0 < t <= rule.negatives
        target = np.int64(tables.noise_D[np.int64(bits + np.uint64(t)) & mask]) if noise else word
        room.targets_WT[slot, t] = row(tables.targets_VP, target)
        moves = t == 0 or (noise and (rule.accidental_hits or target != word))
        room.rates_WT[slot, t] = rate if moves else np.float32(0)
        prefetch(room.targets_WT[slot, t], tables.targets_VP.strides[0])


@inlined
def find_whole_slopes(slot: int, start: int, room: SubwordRoom) -> None:
    """Write the slopes of those contexts of a window whose turn it is.

    Args:
        slot: of the window in the room.
        start: first context of those whose turn it is.
        room: with its contexts and targets.
    """
    contexts, count, behind = _turn(slot, start, room)
    vectors, labels = room.wholes_SP.shape[1] // LANES, room.labels_T.ctypes.data
    logits = row(room.logits_WX, slot) + behind
    write_logits(contexts, count, row(room.targets_WT, slot), room.width, vectors, logits)
    rates, slopes = row(room.rates_WT, slot), row(room.slopes_WX, slot) + behind
    write_slopes(count, room.width, logits, 0, 1, labels, rates, slopes)


@inlined
def _turn(slot: int, start: int, room: SubwordRoom) -> tuple[int, int, int]:
    """Return where the contexts whose turn it is stand, how many there are, and the bytes before their slopes."""
    count = max(min(room.sizes_W[slot] - start, room.piece), 0)
    return row(room.contexts_WC, slot) + 8 * start, count, 4 * start * room.width


@inlined
def follow_whole_slopes(slot: int, start: int, first: int, last: int, room: SubwordRoom) -> None:
    """Move those whole contexts of a window whose turn it is, and its targets, from a register of each to another.

    Args:
        slot: of the window in the room.
        start: first context of those whose turn it is.
        first: register.
        last: register behind the last one.
        room: with its slopes.
    """
    contexts, count, behind = _turn(slot, start, room)
    targets = row(room.targets_WT, slot)
    near, none = (contexts, targets, first, last), (contexts, targets, 0)
    move(count, room.width, near, none, row(room.slopes_WX, slot) + behind)
