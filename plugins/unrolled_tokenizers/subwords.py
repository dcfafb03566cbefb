"""Pieces of words, encoded by the library tokenizers; each id is one more than the library's, so that 0 stays free.

Shapes: N ids of all texts.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from tokenizers import Tokenizer as Pieces

from unrolled import PAD
from unrolled.contracts import Ragged
from unrolled_tokenizers.surrogates import refuse_halves
from unrolled_tokenizers.vocabulary import PADDING


class SubwordTokenizer(ABC):
    """Encodes with the library's tokenizer; a subclass says where that comes from.

    Args:
        max_length: ids a text at most; None for all.
    """

    def __init__(self, max_length: int | None) -> None:
        self._max_length = max_length
        self._held: Pieces | None = None
        self._put_in = 0

    @abstractmethod
    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn or read the pieces.

        Args:
            texts: of the training splits; the tokens of a list are taken as words.

        Raises:
            DataError: there is nothing to learn from.
        """

    @property
    def pieces(self) -> Pieces:
        """The library's tokenizer; there is none before ``fit`` or ``restore``."""
        if self._held is None:
            raise RuntimeError("the tokenizer has no pieces yet: call fit or restore first")
        return self._held

    @property
    def vocab_size(self) -> int:
        """Number of ids, padding and the specials among them."""
        return 2 + max(self.pieces.get_vocab().values())

    @property
    def specials(self) -> Mapping[str, int]:
        """Special token to id."""
        added = self.pieces.get_added_tokens_decoder()
        named = {token.content: 1 + number for number, token in sorted(added.items()) if token.special}
        return {PADDING: PAD} | named | {PADDING: PAD}

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of one text; a text without a piece gives none, not even ``<bos>`` or ``<eos>``.

        Args:
            text: a string, or a list of words.

        Raises:
            DataError: the text holds half a character.
        """
        return self.encode_batch([text]).values.tolist()

    def encode_batch(self, texts: Sequence[str | Sequence[str]]) -> Ragged:
        """Return the ids of many texts.

        Args:
            texts: as ``encode`` takes them.

        Raises:
            DataError: a text holds half a character.
        """
        plain = list(map(joined, texts))
        try:
            encodings = self.pieces.encode_batch_fast(plain)
        except TypeError:
            refuse_halves(plain)
            raise
        ids = [encoding.ids for encoding in encodings]
        if self._put_in:
            ids = [each if len(each) > self._put_in else [] for each in ids]
        batch = Ragged.of(ids)
        batch.values[:] += 1
        return batch

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each id of ``encode(text)`` starts and ends in the text.

        Args:
            text: what is encoded.

        Raises:
            DataError: the text holds half a character.
        """
        refuse_halves([text])
        encoding = self.pieces.encode(text)
        if len(encoding) <= self._put_in:
            return []
        spans: list[tuple[int, int]] = []
        for span, put_in in zip(encoding.offsets, encoding.special_tokens_mask, strict=True):
            end = spans[-1][1] if spans else 0
            spans.append((end, end) if put_in else span)
        return spans

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; padding is dropped, other specials are shown by name.

        Args:
            ids: as ``encode`` gave them.
        """
        return self.pieces.decode([index - 1 for index in ids if index != PAD], skip_special_tokens=False)

    def state(self) -> dict[str, Any]:
        """Return what the library writes into a tokenizer.json."""
        return json.loads(self.pieces.to_str())

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over what the library wrote.

        Args:
            state: of a tokenizer with the same configuration.
        """
        return self.hold(Pieces.from_str(json.dumps(state)))

    def hold(self, pieces: Pieces) -> Self:
        """Encode with a tokenizer of the library from now on; its own padding and truncation do not count.

        Args:
            pieces: what was learned or read.
        """
        self._put_in = pieces.num_special_tokens_to_add(is_pair=False)
        pieces.no_padding()
        pieces.no_truncation()
        if self._max_length is not None:
            pieces.enable_truncation(self._max_length)
        self._held = pieces
        return self


def joined(text: str | Sequence[str]) -> str:
    """Return a text, or the words of a list with spaces between them.

    Args:
        text: a string, or a list of words.
    """
    return text if isinstance(text, str) else " ".join(text)
