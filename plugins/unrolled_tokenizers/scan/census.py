"""The tokens of all lanes in one table.

Shapes: V numbers of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.lanes import Lane
from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.scan.runs import merge, spill
from unrolled_tokenizers.scan.scratch import Scratch
from unrolled_tokenizers.scan.spelling import NotText
from unrolled_tokenizers.scan.tables import absorb, fresh, with_room
from unrolled_tokenizers.scan.word_table import Table
from unrolled_tokenizers.scan.words import Words, words_of

NumberOf = dict[tuple[int, int], Callable[[], NDArray[np.int32]]]
"""Lane and run to what gives number_V: the number among all tokens by the number in the run."""
Last = list[tuple[Table, NDArray[np.int32]]]


def gather(lanes: Sequence[Lane], scratches: Sequence[Scratch], rule: Rule) -> tuple[Words, NumberOf]:
    """Merge what the lanes have met.

    Args:
        lanes: that have cut all blocks.
        scratches: of the lanes.
        rule: of the scan.

    Returns:
        A table of all tokens, or of all that are frequent enough, and where a run's numbers stand in it.

    Raises:
        NotText: a word is no UTF-8, and the rule is strict; the first one of what was still in memory.
    """
    last = _finished(lanes)
    if any(lane.runs for lane in lanes):
        return _from_disk(lanes, scratches, last, rule)
    census, number_V = last[0]
    number_of: NumberOf = {(0, 0): lambda: number_V}
    for index, (table, own_V) in enumerate(last[1:], start=1):
        words, cells = (int(used) for used in table.used_2)
        census = with_room(census, words, cells)
        merged_V = absorb(census, words_of(table), np.arange(words))[own_V]
        number_of[index, 0] = lambda merged_V=merged_V: merged_V
    return words_of(census), number_of


def _finished(lanes: Sequence[Lane]) -> Last:
    last, wrong = Last(), list[NotText]()
    for lane in lanes:
        try:
            last.append(lane.finish())
        except NotText as error:
            wrong.append(error)
    if wrong:
        raise min(wrong, key=lambda error: error.position)
    return last


def _from_disk(lanes: Sequence[Lane], scratches: Sequence[Scratch], last: Last, rule: Rule) -> tuple[Words, NumberOf]:
    for lane, scratch, (table, number_V) in zip(lanes, scratches, last, strict=True):
        lane.runs.append(spill(table, number_V, scratch))
    last.clear()
    census = merge([run for lane in lanes for run in lane.runs], fresh(rule.reserved, 0, 0), rule.min_count)
    number_of: NumberOf = {(lane.index, index): run.numbers for lane in lanes for index, run in enumerate(lane.runs)}
    return words_of(census), number_of
