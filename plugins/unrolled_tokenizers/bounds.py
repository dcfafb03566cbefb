"""What is put around a text: its first and last id, and the number of ids that it may have.

A text without a token stays empty: it gets neither ``<bos>`` nor ``<eos>``.

Shapes: N ids of all texts, S texts, S1 one more than S.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unrolled.contracts import Ragged
from unrolled_tokenizers.vocabulary import BOS, EOS, special_ids

if TYPE_CHECKING:
    from unrolled_tokenizers.text_fields import TextConfig


class Bounds:
    """The first and the last id of every text, and the room between them.

    Args:
        config: says which there are.
    """

    def __init__(self, config: TextConfig) -> None:
        ids = special_ids(config.specials)
        self._first = [ids[BOS]] if config.add_bos else []
        self._last = [ids[EOS]] if config.add_eos else []
        self.room = None if config.max_length is None else config.max_length - len(self._first) - len(self._last)

    def around(self, ids: list[int]) -> list[int]:
        """Put the bounds around the ids of a text.

        Args:
            ids: of one text, cut to the room.
        """
        return [*self._first, *ids, *self._last] if ids else ids

    def around_spans(self, spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
        """Cut the offsets of a text to the room, and put empty slices where the bounds are put.

        Args:
            spans: where the tokens of one text start and end.
            length: of the text.
        """
        if not spans:
            return spans
        return [*((0, 0) for _ in self._first), *spans[: self.room], *((length, length) for _ in self._last)]

    def around_all(self, texts: Ragged) -> Ragged:
        """Cut the ids of many texts to the room, and put the bounds around each.

        Args:
            texts: ids_N of all texts.
        """
        if self.room is None and not self._first and not self._last:
            return texts
        starts_S, lengths_S = texts.offsets_S1[:-1], np.diff(texts.offsets_S1)
        kept_S = lengths_S if self.room is None else np.minimum(lengths_S, self.room)
        full_S = kept_S > 0
        ends_S = np.cumsum(kept_S + full_S * (len(self._first) + len(self._last)))
        offsets_S1 = np.concatenate([np.zeros(1, np.int64), ends_S])
        values_N = np.empty(int(offsets_S1[-1]), np.int32)
        inner_S = offsets_S1[:-1] + len(self._first)
        within_N = np.arange(int(kept_S.sum())) - np.repeat(np.cumsum(kept_S) - kept_S, kept_S)
        values_N[np.repeat(inner_S, kept_S) + within_N] = texts.values[np.repeat(starts_S, kept_S) + within_N]
        if self._first:
            values_N[offsets_S1[:-1][full_S]] = self._first[0]
        if self._last:
            values_N[ends_S[full_S] - 1] = self._last[0]
        return Ragged(values_N, offsets_S1)
