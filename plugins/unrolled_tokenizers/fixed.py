"""The part that tokenizers with a fixed vocabulary share: there is nothing to learn and nothing to keep."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from unrolled.contracts import Ragged
from unrolled_tokenizers.bounds import Bounds
from unrolled_tokenizers.vocabulary import special_ids

if TYPE_CHECKING:
    from unrolled_tokenizers.text_fields import TextConfig


class FixedTokenizer(ABC):
    """A tokenizer whose ids are known before any text is; a subclass says which text has which.

    Args:
        config: its specials and bounds.
        size: number of ids that are no specials; they follow the specials.
    """

    def __init__(self, config: TextConfig, size: int) -> None:
        self.specials: Mapping[str, int] = special_ids(config.specials)
        self.vocab_size = len(self.specials) + size
        self._names = list(self.specials)
        self._bounds = Bounds(config)

    @abstractmethod
    def encode_batch(self, texts: Sequence[str | Sequence[str]]) -> Ragged:
        """Return the ids of many texts.

        Args:
            texts: strings, or lists of tokens.

        Raises:
            DataError: a text holds what has no id.
        """

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn nothing.

        Args:
            texts: are not read.
        """
        del texts
        return self

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of one text.

        Args:
            text: a string, or a list of tokens.

        Raises:
            DataError: the text holds what has no id.
        """
        return self.encode_batch([text]).values.tolist()

    def state(self) -> dict[str, Any]:
        """Return nothing: nothing was learned."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over nothing.

        Args:
            state: of a tokenizer with the same configuration.
        """
        del state
        return self
