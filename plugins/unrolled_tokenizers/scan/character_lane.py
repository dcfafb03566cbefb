"""What turns blocks into the numbers of their characters.

Python decodes, turns into small letters and normalises whole blocks, so that letters are seen among their neighbours.

Shapes: W characters of a block, S lines that end in it, V code points, K characters picked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.blocks import Block
from unrolled_tokenizers.scan.lanes import Part
from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.scan.runs import Run
from unrolled_tokenizers.scan.spelling import decoded
from unrolled_tokenizers.scan.tables import add_lines, fresh
from unrolled_tokenizers.scan.word_table import Table

CODE_POINTS = 0x110000
_LINE_FEED = 0x0A


class CharacterLane:
    """Numbers characters by their code points.

    Args:
        index: of the lane.
        rule: of the scan.
    """

    def __init__(self, index: int, rule: Rule) -> None:
        self.index, self.runs, self.invalid = index, list[Run](), 0
        self._rule = rule
        self._counts_V = np.zeros(CODE_POINTS, np.int64)
        self._firsts_V = np.full(CODE_POINTS, np.iinfo(np.int64).max)

    def cut(self, block: Block) -> list[Part]:
        """Number the characters of a block; a line feed is none.

        Args:
            block: of text.

        Raises:
            NotText: a byte is no UTF-8.
        """
        text, invalid = decoded(block.text_N[: block.size].tobytes(), self._rule, block.position)
        self.invalid += invalid
        points_W = np.frombuffer(text.encode("utf-32-le"), np.int32)
        counts = np.bincount(points_W)
        self._counts_V[: counts.size] += counts
        new_W = np.flatnonzero(self._firsts_V[points_W] > block.position)
        new_K, places_K = np.unique(points_W[new_W], return_index=True)
        self._firsts_V[new_K] = block.position + new_W[places_K]
        ends_S = np.flatnonzero(points_W == _LINE_FEED)
        ends_S = (ends_S - np.arange(ends_S.size)).astype(np.int32)
        return [Part(self.index, 0, points_W[points_W != _LINE_FEED], ends_S)]

    def finish(self) -> tuple[Table, NDArray[np.int32]]:
        """Return the characters, and where in that table a code point stands."""
        self._counts_V[_LINE_FEED] = 0
        points_K = np.flatnonzero(self._counts_V)
        lines = "".join(f"{chr(point)}\n" for point in points_K).encode()
        table = fresh(self._rule.reserved, points_K.size, len(lines))
        number_V = np.zeros(CODE_POINTS, np.int32)
        number_V[points_K] = add_lines(
            table, np.frombuffer(lines, np.uint8), self._counts_V[points_K], self._firsts_V[points_K]
        )
        return table, number_V
