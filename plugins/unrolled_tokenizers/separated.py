"""Symbols with a separator between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unrolled_tokenizers.learned import LearnedTokenizer

if TYPE_CHECKING:
    from unrolled_tokenizers.word_declarations import SymbolsConfig


class SymbolTokenizer(LearnedTokenizer):
    """Makes whatever stands between two separators a token.

    Args:
        config: names the separator.
    """

    def __init__(self, config: SymbolsConfig) -> None:
        super().__init__(config)
        self._separator = config.separator

    def split(self, text: str) -> list[str]:
        """Cut a text into symbols.

        Args:
            text: spelled as the config asks for.
        """
        return list(filter(None, text.split(self._separator)))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the symbols stand.

        Args:
            text: spelled as the config asks for.
        """
        spans: list[tuple[int, int]] = []
        start = 0
        for symbol in text.split(self._separator):
            if symbol:
                spans.append((start, start + len(symbol)))
            start += len(symbol) + len(self._separator)
        return spans

    def join(self, tokens: Iterable[str]) -> str:
        """Put the separator between every two symbols.

        Args:
            tokens: symbols and specials.
        """
        return self._separator.join(tokens)
