"""Words, numbers, contractions and punctuation marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from unrolled_tokenizers.learned import LearnedTokenizer

if TYPE_CHECKING:
    from unrolled_tokenizers import WordConfig

_LAST_MARK = 0x20000
"""The combining marks of every script stand below this code point, and from U+0300 on."""
_JOINERS = (0x200C, 0x200D)
"""Zero-width (non-)joiners, which stand inside words of Persian and of Indic scripts."""


class WordTokenizer(LearnedTokenizer):
    """Splits a text into words and, where the config keeps them, punctuation marks.

    A word is a run of letters, digits and underscores with the marks that combine with them (Devanagari vowels,
    accents). ``don't`` gives ``do n't`` and ``it's`` gives ``it 's``, as in the Penn Treebank; ``1,000.5`` is one
    token. A special spelled out in the text (``<eos>``) is that special.

    Args:
        config: the rule.
    """

    def __init__(self, config: WordConfig) -> None:
        super().__init__(config)
        self._find = _pattern(config.specials, marks=config.punctuation == "tokens").findall

    def split(self, text: str) -> list[str]:
        """Cut a text into words and punctuation marks.

        Args:
            text: in small letters already, where the config asks for them.
        """
        return self._find(text)

    def join(self, tokens: Iterable[str]) -> str:
        """Put a space between every two tokens.

        Args:
            tokens: words, punctuation marks and specials.
        """
        return " ".join(tokens)


def _pattern(specials: Sequence[str], *, marks: bool) -> re.Pattern[str]:
    apostrophe, combining = "['\\u2019]", _combining()
    kinds = [
        *map(re.escape, specials),
        rf"(?i:n{apostrophe}t)\b",
        rf"\w+(?=(?i:n{apostrophe}t)\b)",
        r"\d+(?:[.,]\d+)+\b",
        rf"\w+(?:{combining}\w*)*",
        rf"{apostrophe}(?i:s|re|ve|ll|d|m)\b",
    ]
    if marks:
        kinds.append(rf"[^\w\s](?:{combining})?")
    return re.compile("|".join(kinds))


@cache
def _combining() -> str:
    codes = [code for code in range(_LAST_MARK) if unicodedata.category(chr(code)).startswith("M")]
    marks = "".join(map(chr, [*codes, *_JOINERS]))
    # re searches a class that reaches beyond U+FFFF range by range; looking ahead spares most text that.
    return rf"(?=[\u0300-\U0010ffff])[{marks}]+"
