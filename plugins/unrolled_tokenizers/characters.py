"""Characters."""

from __future__ import annotations

from collections.abc import Iterable

from unrolled_tokenizers.learned import LearnedTokenizer


class CharacterTokenizer(LearnedTokenizer):
    """Makes every character a token, spaces among them."""

    def split(self, text: str) -> list[str]:
        """Cut a text into characters.

        Args:
            text: in small letters already, where the config asks for them.
        """
        return list(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the characters stand.

        Args:
            text: in small letters already, where the config asks for them.
        """
        return [(place, place + 1) for place in range(len(text))]

    def join(self, tokens: Iterable[str]) -> str:
        """Put characters behind one another.

        Args:
            tokens: characters and specials.
        """
        return "".join(tokens)
