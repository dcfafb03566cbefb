"""How often words stand near one another in a text, counted group by group.

Words are dealt out like cards: words of neighbouring ids, which are about as frequent, come into different groups, so
that groups hold like shares of the text. A word's slot is its place in its group, behind the groups before.

Shapes: V vocabulary, L slots, R rows of a group, M words of the text and the gaps between sequences, D distances,
C non-zero counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus, DataError, Problem
from unrolled_embeddings.checks import check_ids
from unrolled_embeddings.cooccurrence_shelf import Shelf
from unrolled_embeddings.counted import CountedConfig
from unrolled_embeddings.kernels.counting import GAP, GROUP, ONE, Counts, Index, Near, count, lay_out, place

_BYTES = 8
"""Of a non-zero count: its column and its value."""


def slots(vocab_size: int) -> NDArray[np.int32]:
    """Return slots_V, the slot of each id.

    Args:
        vocab_size: V.
    """
    ids_V = np.arange(vocab_size, dtype=np.int32)
    groups = -(-vocab_size // GROUP)
    return ids_V % groups * GROUP + ids_V // groups


def index(corpus: Corpus, vocab_size: int) -> Index:
    """Index a corpus; specials leave the text before windows are drawn.

    Args:
        corpus: sequences.
        vocab_size: V.

    Raises:
        DataError: no sequence holds two words.
        PluginError: an id lies outside the vocabulary.
    """
    check_ids(corpus, vocab_size)
    slots_V = slots(vocab_size)
    slots_V[[PAD, *corpus.specials]] = GAP
    text_M = np.empty(len(corpus.ids_N) + len(corpus.offsets_S1), np.int32)
    uses_L = np.zeros(-(-vocab_size // GROUP) * GROUP, np.int64)
    text_M = text_M[: lay_out(corpus.ids_N, corpus.offsets_S1, slots_V, text_M, uses_L)]
    if not ((text_M[1:] != GAP) & (text_M[:-1] != GAP)).any():
        what = "no text holds two words of the vocabulary, so there is no pair to count; lower tokenizer.min_count"
        raise DataError(Problem(what, where="embedding", command="unrolled set embedding learned"))
    starts_L1 = np.concatenate([[0], np.cumsum(uses_L)])
    places_N = np.empty(starts_L1[-1], np.int32 if len(text_M) < 1 << 31 else np.int64)
    place(text_M, starts_L1[:-1].copy(), places_N)
    return Index(text_M, starts_L1, places_N, vocab_size)


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """Counts one group of words at a time; several threads may ask at once.

    Args:
        index: of the text.
        config: what is near, and how it counts.
        shelf: where the counts are to be kept.
    """

    index: Index
    config: CountedConfig
    shelf: Shelf

    @property
    def groups(self) -> int:
        """Number of groups."""
        return self.slots // GROUP

    @property
    def slots(self) -> int:
        """Number of slots, L: not all of them belong to a word."""
        return len(self.index.starts_L1) - 1

    def count(self, group: int) -> Counts:
        """Count what stands near the words of a group.

        Args:
            group: counted from 0.

        Raises:
            ResourceError: its counts could take more memory than is allowed.
        """
        near, first = self._near(), group * GROUP
        uses_R = np.diff(self.index.starts_L1[first : first + GROUP + 1])
        room = int(np.minimum(uses_R * near.weights_D.size * near.steps.size, self.slots).sum())
        self.shelf.check(_BYTES * room)
        starts_R1 = np.zeros(GROUP + 1, np.int64)
        found = Counts(starts_R1, np.empty(room + 1, np.int32), np.empty(room + 1, np.float32))
        count(self.index, first, near, np.zeros(self.slots, np.int64), found)
        size = starts_R1[-1]
        return Counts(starts_R1, found.columns_C[:size].copy(), found.values_C[:size].copy())

    def _near(self) -> Near:
        distances_D = np.arange(1, self.config.window + 1)
        weights_D = np.rint(ONE / (distances_D if self.config.weighting == "harmonic" else distances_D**0))
        return Near(weights_D.astype(np.int64), np.array([-1, 1] if self.config.sides == "both" else [-1]))
