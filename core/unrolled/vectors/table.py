"""Words and their vectors, found by word.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import ConfigError, Problem, nearest
from unrolled.vectors.cosines import unit
from unrolled.vectors.subwords import Subwords

_COMPARED = 20_000
"""Words that a misspelt one is compared with: more of them take seconds."""


class WordVectors:
    """A table of word vectors.

    Args:
        words: each once, in the order of the rows; where the order says anything, the most frequent first.
        vectors_VE: float32.
        subwords: n-grams that make vectors of other words; None where there are none.
    """

    def __init__(self, words: Sequence[str], vectors_VE: NDArray[np.float32], subwords: Subwords | None = None) -> None:
        self.words = tuple(words)
        self.vectors_VE = vectors_VE
        self.subwords = subwords

    def __len__(self) -> int:
        return len(self.words)

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self.vectors_VE.shape[1]

    @cached_property
    def unit_VE(self) -> NDArray[np.float32]:  # noqa: N802 - shape letters
        """The vectors, of length 1."""
        return unit(self.vectors_VE)

    def row(self, word: str) -> int | None:
        """Return the row of a word as it is written, else of its lower-case form, else None.

        Args:
            word: to look up.
        """
        return self._rows.get(word, self._rows.get(word.lower()))

    def find(self, word: str) -> NDArray[np.float32] | None:
        """Return the vector of a word: its row's, else what its n-grams give, else None.

        Args:
            word: to look up.
        """
        row = self.row(word)
        if row is not None:
            return self.vectors_VE[row]
        return self.subwords.vector(word) if self.subwords else None

    def vector(self, word: str) -> NDArray[np.float32]:
        """Return the vector of a word that must have one.

        Args:
            word: to look up.

        Raises:
            ConfigError: the word is unknown.
        """
        found_E = self.find(word)
        if found_E is None:
            raise self.unknown(word)
        return found_E

    def unknown(self, word: str) -> ConfigError:
        """Return the error that says that a word is not in the table.

        Args:
            word: that was asked for.
        """
        alike = (each for each in self.words if each[:1] == word[:1].lower() and abs(len(each) - len(word)) <= 2)  # noqa: PLR2004
        near = nearest(word.lower(), islice(alike, _COMPARED))
        return ConfigError(Problem(f"the word '{word}' is not among the {len(self):,} words", nearest=near))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}
