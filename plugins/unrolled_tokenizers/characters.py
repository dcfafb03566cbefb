"""Characters, from texts or from whole files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from unrolled_tokenizers.whole_files import FileTokenizer, rule_of

if TYPE_CHECKING:
    from unrolled_tokenizers.word_declarations import CharacterConfig


_WHITE = re.compile(r"\s")
_NO_BREAK = "\u00a0"


class CharacterTokenizer(FileTokenizer):
    """Makes every character a token, spaces among them.

    Args:
        config: the rule by which tokens are learned.
    """

    def __init__(self, config: CharacterConfig) -> None:
        super().__init__(config)
        self.rule = rule_of(config, "character")
        self._spells = config.spell

    def split(self, text: str) -> list[str]:
        """Cut a text into characters.

        Args:
            text: spelled as the config asks for.
        """
        return list(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the characters stand.

        Args:
            text: spelled as the config asks for.
        """
        return [(place, place + 1) for place in range(len(text))]

    def join(self, tokens: Iterable[str]) -> str:
        """Put characters behind one another.

        Args:
            tokens: characters and specials.
        """
        return "".join(tokens)

    def _tokens(self, text: str | Sequence[str]) -> list[str]:
        spells = self._spells and not isinstance(text, str)
        return super()._tokens(" ".join(_WHITE.sub(_NO_BREAK, token) for token in text) if spells else text)
