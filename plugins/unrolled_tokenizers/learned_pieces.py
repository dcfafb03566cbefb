"""Pieces of words that are learned from the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from tokenizers import Tokenizer as Pieces

from unrolled import DataError, Problem
from unrolled_tokenizers.subwords import SubwordTokenizer, joined
from unrolled_tokenizers.surrogates import refuse_halves
from unrolled_tokenizers.vocabulary import NOTHING


class LearnedPieces(SubwordTokenizer):
    """Learns its pieces from the texts.

    Args:
        max_length: ids a text at most; None for all.
        train: gives the library's tokenizer for texts; none of them is blank or holds half a character.
    """

    def __init__(self, max_length: int | None, train: Callable[[Iterator[str]], Pieces]) -> None:
        super().__init__(max_length)
        self._train = train

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn the pieces.

        Args:
            texts: of the training splits; the tokens of a list are taken as words.

        Raises:
            DataError: the texts hold nothing to learn from, or half a character.
        """
        return self.hold(self._train(_words_in(texts)))


def _words_in(texts: Iterable[str] | Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield texts that hold more than white space.

    Raises:
        DataError: there are none, or one holds half a character.
    """
    empty = True
    for text in map(joined, texts):
        if not text.isspace() and text:
            refuse_halves([text])
            empty = False
            yield text
    if empty:
        raise DataError(Problem(NOTHING, where="tokenizer"))
