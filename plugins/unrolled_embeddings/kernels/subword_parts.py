"""Words made whole from their parts, and what the parts learn of it.

A word is the mean of its own row and of those of its n-grams.

Source: Bojanowski et al., "Enriching word vectors with subword information", TACL 2017, section 3.2, with the mean in
place of the sum, as in the authors' program.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled.prefetching import prefetch
from unrolled_embeddings.kernels.compiled import inlined, lean
from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.subword_rooms import SubwordRoom, SubwordTables
from unrolled_embeddings.kernels.tables import row
from unrolled_embeddings.kernels.whole_rows import add_row, set_row


@inlined
def _write_mean(whole: int, word: int, first: int, last: int, tables: SubwordTables) -> None:
    """Write the mean of a word's parts to an address."""
    start, stop = tables.starts_V1[word], tables.starts_V1[word + 1]
    share = np.float32(1 / (stop - start))
    set_row(whole, row(tables.rows_RP, np.int64(tables.parts_K[start])), share, first, last)
    for k in range(start + 1, stop):
        add_row(whole, row(tables.rows_RP, np.int64(tables.parts_K[k])), share, first, last)


@lean
def make_all_whole(tables: SubwordTables, whole_VP: NDArray[np.float32]) -> None:
    """Write the means of all words' parts.

    Args:
        tables: with the parts.
        whole_VP: where to write them.
    """
    for word in range(whole_VP.shape[0]):
        _write_mean(row(whole_VP, word), word, 0, whole_VP.shape[1] // LANES, tables)


@inlined
def make_whole(place: int, word: int, first: int, last: int, tables: SubwordTables, room: SubwordRoom) -> None:
    """Put the mean of a word's parts at a place, from a register to another.

    Args:
        place: in the room.
        word: its id.
        first: register.
        last: register behind the last one.
        tables: with the parts.
        room: to put it in.
    """
    whole = row(room.wholes_SP, place)
    _write_mean(whole, word, first, last, tables)
    set_row(row(room.before_SP, place), whole, np.float32(1), first, last)


@inlined
def move_parts(place: int, word: int, first: int, last: int, tables: SubwordTables, room: SubwordRoom) -> None:
    """Move the parts of a word as far as it moved as a whole, from a register to another.

    The gradient of a part is its share of the whole's; moved by it, the whole would go only that share of its way. The
    authors' program moves every part by all of it, and so the mean too.

    Args:
        place: in the room.
        word: its id.
        first: register.
        last: register behind the last one.
        tables: with the parts.
        room: with the whole.
    """
    way = row(room.wholes_SP, place)
    add_row(way, row(room.before_SP, place), np.float32(-1), first, last)
    for k in range(tables.starts_V1[word], tables.starts_V1[word + 1]):
        add_row(row(tables.rows_RP, np.int64(tables.parts_K[k])), way, np.float32(1), first, last)


@inlined
def ask_for_parts(word: int, tables: SubwordTables) -> None:
    """Have the parts of a word brought near.

    Args:
        word: its id.
        tables: with the parts.
    """
    for k in range(tables.starts_V1[word], tables.starts_V1[word + 1]):
        prefetch(row(tables.rows_RP, np.int64(tables.parts_K[k])), tables.rows_RP.strides[0])
