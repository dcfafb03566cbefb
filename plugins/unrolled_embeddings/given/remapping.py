"""Vectors of a file's words, given to the ids of a vocabulary.

Shapes: N rows of a block, V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus
from unrolled.vectors import Block, Subwords
from unrolled_embeddings.given.coverage import EXACT, LOWER_CASE, MISSING, N_GRAMS


class Remapping:
    """Takes words as they are read, and makes up for those that never come.

    Args:
        corpus: whose words want vectors.
        table_VE: filled with the vectors.
        found_V: told how each word came by its vector; all MISSING at first.
    """

    def __init__(self, corpus: Corpus, table_VE: NDArray[np.float32], found_V: NDArray[np.int8]) -> None:
        self._corpus, self._table_VE, self._found_V = corpus, table_VE, found_V
        self._exact: dict[str, list[int]] = {}
        self._lower: dict[str, list[int]] = {}
        for index, word in enumerate(corpus.words):
            if index != PAD:
                self._exact.setdefault(word, []).append(index)
                self._lower.setdefault(word.lower(), []).append(index)

    def take(self, block: Block) -> None:
        """Give vectors to the words of a block, and to those whose lower-case form is in it, until their own comes.

        Args:
            block: of the file.
        """
        for wanted, how in ((self._lower, LOWER_CASE), (self._exact, EXACT)):
            for word, vector_E in zip(block.words, block.vectors_NE, strict=True):
                for index in wanted.get(word, ()):
                    if self._found_V[index] != EXACT:
                        self._found_V[index], self._table_VE[index] = how, vector_E

    def fill(self, policy: str, *, seed: int, subwords: Subwords | None) -> bool:
        """Give vectors to the words that the file lacks; padding keeps zeros.

        Args:
            policy: random, zero, mean or n-grams.
            seed: of the random ones.
            subwords: of the file, for n-grams.

        Returns:
            Whether the file had any word at all.
        """
        known_VE = self._table_VE[self._found_V != MISSING]
        if not len(known_VE):
            return False
        missing = np.flatnonzero(self._found_V == MISSING)
        if policy == "random":
            shape = len(missing), known_VE.shape[1]
            self._table_VE[missing] = np.random.default_rng(seed).normal(0, known_VE.std(), shape)
        elif policy != "zero":
            self._table_VE[missing] = known_VE.mean(axis=0)
        if policy == "n-grams" and subwords:
            self._compose(missing, subwords)
        self._table_VE[PAD] = 0
        return True

    def _compose(self, missing: NDArray[np.int64], subwords: Subwords) -> None:
        """Give words vectors of their n-grams; those that are too short for one keep the mean."""
        for index in map(int, np.setdiff1d(missing, self._corpus.specials)):
            vector_E = subwords.vector(self._corpus.words[index])
            if vector_E is not None:
                self._found_V[index], self._table_VE[index] = N_GRAMS, vector_E
