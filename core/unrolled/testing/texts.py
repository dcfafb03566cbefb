"""A little text and DNA, and a tokenizer of whole words, for components that need one to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from unrolled.contracts import PAD

SENTENCES = (
    "I love neural network",
    "I love deep learning",
    "The food was good, not bad at all.",
    "The food was bad, not good at all!",
    "Cats average 15 hrs of sleep a day",
    "Le garçon naïve s'est levé à 7 h 30",
    "मुझे किताबें पसंद हैं",
    "Turn off the light -- please?",
)
TEXTS = ("first and once", *SENTENCES * 12, "last and once")
"""Each sentence often enough for a vocabulary with a minimal count; the outer ones seen only by who reads all."""

SEQUENCES = ("AGCCCCTGTGAGGAACTAG", "gattaca", "ACGTTGCAACGTTGCA", "TTTTTTTTCCCC")
CORPORA: Mapping[tuple[str, ...], tuple[str, ...]] = {SENTENCES: TEXTS, SEQUENCES: ("ACCA", *SEQUENCES * 12, "TGGT")}
"""Texts that a tokenizer may be made for, and what it learns from; the first that it does not refuse are its own."""

UNSEEN = ("Zebras quibble 🦓", "xyzzy", "  spaced\tout \n", "I love network learning")


class Words:
    """Splits at spaces; its vocabulary is fixed: four specials and ``w4``, ``w5``, ... up to the size."""

    specials: Mapping[str, int] = {"<pad>": PAD, "<unk>": 1, "<bos>": 2, "<eos>": 3}

    def __init__(self, vocab_size: int) -> None:
        self.vocab_size = vocab_size
        self._words = [*self.specials, *(f"w{number}" for number in range(len(self.specials), vocab_size))]

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn nothing."""
        del texts
        return self

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of words.

        Args:
            text: words with spaces between them, or a list of words.
        """
        words = text.split() if isinstance(text, str) else text
        known = {word: number for number, word in enumerate(self._words)}
        return [known.get(word, self.specials["<unk>"]) for word in words]

    def decode(self, ids: Sequence[int]) -> str:
        """Return the words of ids.

        Args:
            ids: as ``encode`` gave them.
        """
        return " ".join(self._words[number] for number in ids if number != PAD)

    def state(self) -> dict[str, Any]:
        """Return nothing: nothing was learned."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over nothing."""
        del state
        return self
