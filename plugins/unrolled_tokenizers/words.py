"""Words, numbers, contractions and punctuation marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from unrolled_tokenizers.patterns import PatternTokenizer

if TYPE_CHECKING:
    from unrolled_tokenizers import WordConfig

_LAST_MARK = 0x20000
"""The combining marks of every script stand below this code point, and from U+0300 on."""
_JOINERS = (0x200C, 0x200D)
"""Zero-width (non-)joiners, which stand inside words of Persian and of Indic scripts."""


class WordTokenizer(PatternTokenizer):
    """Splits a text into words and, where the config keeps them, punctuation marks.

    A word is a run of letters, digits and underscores with the marks that combine with them (Devanagari vowels,
    accents). ``don't`` gives ``do n't`` and ``it's`` gives ``it 's``, as in the Penn Treebank; ``1,000.5`` is one
    token. A special spelled out in the text (``<eos>``) is that special.

    Args:
        config: the rule.
    """

    def __init__(self, config: WordConfig) -> None:
        super().__init__(config, _pattern(config.specials, marks=config.punctuation == "tokens"))


def _pattern(specials: Sequence[str], *, marks: bool) -> str:
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
    return "|".join(kinds)


@cache
def _combining() -> str:
    codes = [code for code in range(_LAST_MARK) if unicodedata.category(chr(code)).startswith("M")]
    marks = "".join(map(chr, [*codes, *_JOINERS]))
    # re searches a class that reaches beyond U+FFFF range by range; looking ahead spares most text that.
    return rf"(?=[\u0300-\U0010ffff])[{marks}]+"
