"""A tokenizer: text to ids and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, Self

PAD = 0
"""The id of padding, in every vocabulary."""


class Tokenizer(Protocol):
    """Learns a vocabulary once, then encodes; id 0 is padding and never encodes anything."""

    @property
    def vocab_size(self) -> int:
        """Number of ids, the specials among them."""
        ...

    @property
    def specials(self) -> Mapping[str, int]:
        """Special token to id; ``<pad>`` is 0, ``<unk>``, ``<bos>`` and ``<eos>`` where the tokenizer has them."""
        ...

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn the vocabulary; deterministic, and the same however the stream is cut.

        Args:
            texts: of the training splits only; strings, or token lists where the field's kind is ``tokens``.

        Returns:
            The tokenizer itself, fitted.

        Raises:
            DataError: the texts hold no token to learn.
        """
        ...

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of one text.

        Args:
            text: what to encode.

        Returns:
            Ids in ``[1, vocab_size)``; empty for an empty text.
        """
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; padding is dropped, other specials are shown.

        Args:
            ids: as ``encode`` gave them.
        """
        ...

    def state(self) -> dict[str, Any]:
        """Return all that ``fit`` learned as plain JSON types."""
        ...

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over what ``state`` gave.

        Args:
            state: of a tokenizer with the same configuration.

        Returns:
            The tokenizer itself, fitted.
        """
        ...
