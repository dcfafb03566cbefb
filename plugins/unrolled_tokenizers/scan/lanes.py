"""What turns blocks into numbers, each thread with one of its own; this one is for words.

Shapes: W tokens of a block, S lines that end in it, V numbers, K words of a batch.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.blocks import Block
from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.scan.runs import Run, spill
from unrolled_tokenizers.scan.scratch import Scratch
from unrolled_tokenizers.scan.spelling import respell
from unrolled_tokenizers.scan.tables import fresh, with_room
from unrolled_tokenizers.scan.word_cutter import BATCH, Met, Text, cut_words, room_for
from unrolled_tokenizers.scan.word_table import WORDS, Table

_MOST_WORDS = 1 << 17
_BYTES_A_WORD = 128


class Part(NamedTuple):
    """Tokens of one block, by the numbers of one run of a lane."""

    lane: int
    run: int
    numbers_W: NDArray[np.int32]
    ends_S: NDArray[np.int32]


class Lane(Protocol):
    """Numbers tokens; a run is a stretch of blocks in which a number means one token."""

    index: int
    runs: list[Run]
    invalid: int

    def cut(self, block: Block) -> list[Part]:
        """Number the tokens of a block.

        Args:
            block: of text.
        """
        ...

    def finish(self) -> tuple[Table, NDArray[np.int32]]:
        """Return the tokens of the last run, and number_V: where in that table a number's token stands."""
        ...


class WordLane:
    """Numbers words in the order in which it meets them, and begins again where its memory is full.

    Args:
        index: of the lane.
        rule: of the scan.
        memory: bytes for its table.
        scratch: for the words of full tables.
    """

    def __init__(self, index: int, rule: Rule, memory: int, scratch: Scratch) -> None:
        self.index, self.runs, self.invalid = index, list[Run](), 0
        self._rule, self._memory, self._scratch = rule, memory, scratch
        self._batch_K5 = np.empty((BATCH, 5), np.uint64)
        self._table = self._begun()

    def cut(self, block: Block) -> list[Part]:
        """Number the words of a block.

        Args:
            block: of text.

        Raises:
            NotText: memory was full, and a word is no UTF-8.
        """
        met = Met(self._batch_K5, np.empty(block.size // 2 + 1, np.int32), np.empty(block.size, np.int32))
        text = Text(block.text_N, block.size, block.position, self._rule.lowercase, self._rule.max_word_bytes)
        at, parts = 0, list[Part]()
        while at < block.size:
            at, words, lines = cut_words(text, at, self._table, met)
            parts.append(Part(self.index, len(self.runs), met.numbers_W[:words], met.ends_S[:lines]))
            met = met._replace(numbers_W=met.numbers_W[words:], ends_S=met.ends_S[lines:])
            if at < block.size:
                self._make_room()
        return parts

    def finish(self) -> tuple[Table, NDArray[np.int32]]:
        """Return the words of the last run, and where in that table a number's word stands.

        Raises:
            NotText: a word is no UTF-8.
        """
        table, number_V, invalid = respell(self._table, self._rule)
        self.invalid += invalid
        return table, number_V

    def _begun(self) -> Table:
        words = max(BATCH, min(_MOST_WORDS, self._memory // _BYTES_A_WORD))
        return fresh(self._rule.reserved, words, room_for(self._rule.max_word_bytes))

    def _make_room(self) -> None:
        if 2 * sum(array.nbytes for array in self._table) <= self._memory:
            words = int(self._table.used_2[WORDS]) + BATCH
            self._table = with_room(self._table, words, room_for(self._rule.max_word_bytes))
        else:
            self.runs.append(spill(*self.finish(), self._scratch))
            self._table = self._begun()
