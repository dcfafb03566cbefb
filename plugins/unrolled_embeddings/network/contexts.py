"""Which words stand around a word that is to be guessed.

Shapes: N tokens, S sequences, P words to guess, K words of a context, B batch.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unrolled import Corpus, DataError, Problem
from unrolled_embeddings.checks import no_pair

Side = Literal["left", "right", "both", "nearby"]
_PAIR = 2


class Contexts:
    """The words of a text that have a whole context, and their contexts; none reaches out of its sequence.

    Specials are words like others in a context, but no words to guess.

    Args:
        corpus: the text.
        side: where the context of a word stands: the words to its left, to its right, on both sides, or one word
            drawn from both sides.
        window: words on a side.

    Raises:
        DataError: no word has a whole context, or there is only one word to guess.
    """

    def __init__(self, corpus: Corpus, side: Side, window: int) -> None:
        self._corpus, self._window = corpus, window
        self._nearby = side == "nearby"
        before, behind = {"left": (window, 0), "right": (0, window), "both": (window, window), "nearby": (0, 0)}[side]
        self._steps_K = np.r_[-before:0, 1 : behind + 1]
        self.positions_P = _whole(corpus, before, behind)
        _refuse_poor(corpus, self.positions_P, before + behind)

    @property
    def width(self) -> int:
        """Words of a context, K."""
        return 1 if self._nearby else len(self._steps_K)

    def targets(self, positions_B: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the words to guess.

        Args:
            positions_B: some of ``positions_P``.
        """
        return self._corpus.ids_N[positions_B].astype(np.int64)

    def words(self, positions_B: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
        """Return contexts_BK, from left to right.

        Args:
            positions_B: some of ``positions_P``.
            random: draws nearby words.
        """
        at_BK = self._draw(positions_B, random)[:, None] if self._nearby else positions_B[:, None] + self._steps_K
        return self._corpus.ids_N[at_BK].astype(np.int64)

    def _draw(self, positions_B: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
        bounds_S1 = self._corpus.offsets_S1
        sequences_B = np.searchsorted(bounds_S1, positions_B, side="right") - 1
        first_B = np.maximum(bounds_S1[sequences_B], positions_B - self._window)
        last_B = np.minimum(bounds_S1[sequences_B + 1] - 1, positions_B + self._window)
        drawn_B = random.integers(first_B, last_B)  # of one word fewer: the word itself is left out
        return drawn_B + (drawn_B >= positions_B)


def _whole(corpus: Corpus, before: int, behind: int) -> NDArray[np.int64]:
    lengths_S = np.diff(corpus.offsets_S1)
    first_N = np.repeat(corpus.offsets_S1[:-1], lengths_S)
    last_N = np.repeat(corpus.offsets_S1[1:], lengths_S) - 1
    at_N = np.arange(len(corpus.ids_N))
    whole_N = (at_N - before >= first_N) & (at_N + behind <= last_N) & (first_N < last_N)
    return np.flatnonzero(whole_N & ~np.isin(corpus.ids_N, corpus.specials))


def _refuse_poor(corpus: Corpus, positions_P: NDArray[np.int64], width: int) -> None:
    longest = int(np.diff(corpus.offsets_S1).max(initial=0))
    needed = max(width, 1) + 1
    if longest < _PAIR:
        raise no_pair()
    if longest < needed:
        what = f"the longest text has {longest} words; a word and its context are {needed}; lower embedding.window"
        raise DataError(Problem(what, where="embedding", command="unrolled show embedding neural-lm"))
    if len(np.unique(corpus.ids_N[positions_P])) < 2:  # noqa: PLR2004 - one word is no choice
        what = "the text has no two words to choose from; lower tokenizer.min_count"
        raise DataError(Problem(what, where="embedding", command="unrolled set embedding learned"))
