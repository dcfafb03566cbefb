"""The words of a corpus, counted: what the pieces of words are learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from unrolled import DataError, Problem

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Pieces

    from unrolled_tokenizers.subword_declarations import PiecesConfig


def count_words(texts: Iterator[str], pieces: Pieces) -> dict[str, int]:
    """Count the words that a tokenizer looks for pieces in.

    Args:
        texts: to be read once; white space ends a word.
        pieces: normalises the words, and cuts them at punctuation where it does so when it encodes.

    Returns:
        Word to count, in the order of code points: the library's own order changes from one process to the next.
    """
    written: Counter[str] = Counter()
    for text in texts:
        written.update(text.split())
    counts: Counter[str] = Counter()
    for word, count in written.items():
        normal = pieces.normalizer.normalize_str(word) if pieces.normalizer else word
        for part, _ in pieces.pre_tokenizer.pre_tokenize_str(normal):
            counts[part] += count
    return dict(sorted(counts.items()))


def need_room(alphabet: int, config: PiecesConfig) -> None:
    """See that the alphabet of the texts fits into the vocabulary.

    Args:
        alphabet: number of pieces of one letter that the texts need.
        config: says how large the vocabulary may be.

    Raises:
        DataError: it does not fit.
    """
    least = 1 + len(config.specials) + alphabet
    if least > config.vocab_size:
        what = f"vocab_size {config.vocab_size} is smaller than padding, the specials and the alphabet of the texts"
        raise DataError(Problem(f"{what}, {alphabet} pieces of one letter: {least}", where="tokenizer"))
