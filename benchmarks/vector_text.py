"""The text that word vectors are learned from, as all sides of a comparison read it.

Shapes: N words, S sentences.
"""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from unrolled.contracts import Corpus

DATA = Path(__file__).parents[2] / "shared" / "data"
TEXT = DATA / "language-modelling" / "wikipedia-3.6m-words.txt.xz"
MIN_COUNT = 5


@dataclass(frozen=True, slots=True)
class Text:
    """A text without its rare words.

    Args:
        sentences: their words.
        words: spelling of each id; id 0 is padding.
        corpus: their ids.
    """

    sentences: Sequence[Sequence[str]]
    words: Sequence[str]
    corpus: Corpus


def write_sentences(sentences: Iterable[Sequence[str]], file: Path) -> None:
    """Write a sentence a line.

    Args:
        sentences: their words.
        file: to write.
    """
    file.write_text("".join(f"{' '.join(sentence)}\n" for sentence in sentences), encoding="utf-8")


@cache
def read_sentences(words: int | None = None) -> list[list[str]]:
    """Return sentences with all their words.

    Args:
        words: about how many, counted from the start; None: all.
    """
    lines = lzma.decompress(TEXT.read_bytes()).decode().split("\n")
    sentences = [line.split() for line in lines if line.strip()]
    ends_S = np.cumsum([len(sentence) for sentence in sentences])
    return sentences[: None if words is None else int(np.searchsorted(ends_S, words)) + 1]


@cache
def read_text(words: int | None = None) -> Text:
    """Return the text.

    Args:
        words: about how many, counted from the start and before the rare ones are left out; None: all.
    """
    sentences = read_sentences(words)
    counts = Counter(word for sentence in sentences for word in sentence)
    spelled = ["<pad>", *(word for word, count in counts.most_common() if count >= MIN_COUNT)]
    numbers = {word: index for index, word in enumerate(spelled)}
    ids = [[numbers[word] for word in sentence if word in numbers] for sentence in sentences]
    offsets_S1 = np.cumsum([0, *map(len, ids)])
    ids_N = np.fromiter((index for sentence in ids for index in sentence), np.int32)
    known = [[spelled[index] for index in sentence] for sentence in ids]
    return Text(known, spelled, Corpus(ids_N, offsets_S1, len(spelled), (0,), tuple(spelled)))


def first_words(text: Text, words: int) -> Text:
    """Return the sentences of about the first words of a text, with the whole text's vocabulary.

    Args:
        text: whole.
        words: how many, at least.
    """
    count = int(np.searchsorted(text.corpus.offsets_S1, words))
    offsets_S1 = text.corpus.offsets_S1[: count + 1]
    corpus = Corpus(text.corpus.ids_N[: offsets_S1[-1]], offsets_S1, text.corpus.vocab_size, (0,), text.corpus.words)
    return Text(text.sentences[:count], text.words, corpus)
