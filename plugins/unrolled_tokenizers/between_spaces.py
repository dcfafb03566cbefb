"""Words between white space, from texts or from whole files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled_tokenizers.patterns import PatternTokenizer
from unrolled_tokenizers.whole_files import FileTokenizer, rule_of

if TYPE_CHECKING:
    from unrolled_tokenizers.word_declarations import WhitespaceConfig


class WhitespaceTokenizer(FileTokenizer, PatternTokenizer):
    """Makes whatever stands between white space a token.

    Args:
        config: the rule by which tokens are learned.
    """

    def __init__(self, config: WhitespaceConfig) -> None:
        super().__init__(config, r"\S+")
        self.rule = rule_of(config, "word")
