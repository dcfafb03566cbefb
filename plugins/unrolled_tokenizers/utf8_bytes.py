"""Bytes of UTF-8.

Shapes: N bytes of all texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from unrolled import PAD
from unrolled.contracts import Ragged
from unrolled_tokenizers.fixed import FixedTokenizer
from unrolled_tokenizers.surrogates import utf8

if TYPE_CHECKING:
    from unrolled_tokenizers.fixed_declarations import ByteConfig


class ByteTokenizer(FixedTokenizer):
    """Makes every byte a token; byte b has the id of the last special plus 1 plus b.

    Args:
        config: its specials and bounds.
    """

    def __init__(self, config: ByteConfig) -> None:
        super().__init__(config, 256)

    def encode_batch(self, texts: Sequence[str | Sequence[str]]) -> Ragged:
        """Return the ids of many texts.

        Args:
            texts: strings, or lists of tokens, which are put behind one another.

        Raises:
            DataError: a text holds half a character.
        """
        parts = [utf8(text if isinstance(text, str) else "".join(text)) for text in texts]
        values_N = np.frombuffer(b"".join(parts), np.uint8).astype(np.int32) + len(self.specials)
        offsets_S1 = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(part) for part in parts], dtype=np.int64)])
        return self._bounds.around_all(Ragged(values_N, offsets_S1))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return for each id of ``encode(text)`` where its character stands.

        Args:
            text: what is encoded.
        """
        spans = [(place, place + 1) for place, letter in enumerate(text) for _ in utf8(letter)]
        return self._bounds.around_spans(spans, len(text))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; bytes that are no UTF-8 are shown as U+FFFD.

        Args:
            ids: as ``encode`` gave them.
        """
        first = len(self.specials)
        parts: list[str] = []
        for special, run in groupby((index for index in ids if index != PAD), key=lambda index: index < first):
            if special:
                parts += [self._names[index] for index in run]
            else:
                parts.append(bytes(index - first for index in run).decode(errors="replace"))
        return "".join(parts)
