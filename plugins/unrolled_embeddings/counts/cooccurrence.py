"""How often words stand near one another in a text, counted group by group.

Words are dealt out like cards: words of neighbouring ids, which are about as frequent, come into different groups, so
that groups hold like shares of the text. A word's slot is its place in its group, behind the groups before.

Shapes: V vocabulary, L slots, R rows of a group, M words of the text and the gaps between sequences, D distances,
C non-zero counts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus
from unrolled_embeddings.counts.cooccurrence_shelf import Shelf
from unrolled_embeddings.counts.counted import CountedConfig
from unrolled_embeddings.kernels.counting import GROUP, ONE, Counts, Near, count
from unrolled_embeddings.kernels.places import GAP, Index, lay_out, place
from unrolled_embeddings.prediction.word_counts import word_counts

_BYTES = 24
"""Of a non-zero count at work: its column, its value, and as much again twice for what is made of them."""
_SUM_BYTES = 8
"""Of a slot, in each thread that counts."""
T = TypeVar("T")


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
    slots_V, uses_L = slots(vocab_size), np.zeros(-(-vocab_size // GROUP) * GROUP, np.int64)
    uses_L[slots_V] = word_counts(corpus, vocab_size)
    starts_L1 = np.concatenate([[0], np.cumsum(uses_L)])
    slots_V[[PAD, *corpus.specials]] = GAP
    text_M = np.empty(starts_L1[-1] + len(corpus.offsets_S1), np.int32)
    lay_out(corpus.ids_N, corpus.offsets_S1, slots_V, text_M)
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

    def each(self, make: Callable[[int, Counts], T], threads: int) -> list[T]:
        """Count every group, and return what is made of each.

        Args:
            make: of a group's number and its counts; it keeps on the shelf what stays.
            threads: that may be used; fewer are where their work would take more memory than is allowed.

        Raises:
            ResourceError: the counts of one group could take more memory than is allowed, or the disk is full.
        """

        def work(group: int) -> T:
            return make(group, self.count(group))

        need = _BYTES * int(self._rooms().max()) + _SUM_BYTES * self.slots
        with ThreadPoolExecutor(self.shelf.crew(need, threads)) as pool:
            return list(pool.map(work, range(self.groups)))

    def count(self, group: int) -> Counts:
        """Count what stands near the words of a group.

        Args:
            group: counted from 0.
        """
        room, starts_R1 = int(self._rooms()[group]), np.zeros(GROUP + 1, np.int64)
        found = Counts(starts_R1, np.empty(room + 1, np.int32), np.empty(room + 1, np.float32))
        count(self.index, group * GROUP, self._near(), np.zeros(self.slots, np.int64), found)
        for array_C in found[1:]:
            array_C.resize(starts_R1[-1], refcheck=False)  # in place: a copy would take the memory twice
        return found

    def _rooms(self) -> NDArray[np.int64]:
        """Return the most counts that each group can have."""
        near = self._near()
        most_L = np.minimum(np.diff(self.index.starts_L1) * near.weights_D.size * near.steps.size, self.slots)
        return most_L.reshape(-1, GROUP).sum(1)

    def _near(self) -> Near:
        distances_D = np.arange(1, self.config.window + 1)
        weights_D = np.rint(ONE / (distances_D if self.config.weighting == "harmonic" else distances_D**0))
        return Near(weights_D.astype(np.int64), np.array([-1, 1] if self.config.sides == "both" else [-1]))
