"""Tokens that a regular expression matches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from unrolled_tokenizers.learned import LearnedTokenizer
from unrolled_tokenizers.vocabulary import NOTHING

if TYPE_CHECKING:
    from unrolled_tokenizers import VocabularyConfig


class PatternTokenizer(LearnedTokenizer):
    """Makes every match of a pattern a token; text between two matches is dropped.

    Args:
        config: the rule by which tokens are learned.
        pattern: of a token; matches that are empty are no tokens.
        joiner: what is put between two tokens of a decoded text.
        nothing: what is wrong where texts hold no token.
    """

    def __init__(self, config: VocabularyConfig, pattern: str, joiner: str = " ", nothing: str = NOTHING) -> None:
        super().__init__(config, nothing)
        self._pattern = re.compile(pattern)
        self._joiner = joiner

    def split(self, text: str) -> list[str]:
        """Cut a text into matches.

        Args:
            text: spelled as the config asks for.
        """
        if self._pattern.groups:  # findall would give the groups
            return [text[start:end] for start, end in self.spans(text)]
        return list(filter(None, self._pattern.findall(text)))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the matches stand.

        Args:
            text: spelled as the config asks for.
        """
        return [match.span() for match in self._pattern.finditer(text) if match.group()]

    def join(self, tokens: Iterable[str]) -> str:
        """Put the joiner between every two tokens.

        Args:
            tokens: matches and specials.
        """
        return self._joiner.join(tokens)
