"""An embedding: ids to vectors, learned from a corpus before training, or in it.

Shapes: N tokens, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from unrolled.runtime.vectors import VectorLearner


@dataclass(frozen=True, slots=True)
class Corpus:
    """The token sequences that vectors are learned from.

    Args:
        ids_N: int32 ids of all sequences, one behind another.
        offsets_S1: int64 bounds; sequence s is ``ids_N[offsets_S1[s]:offsets_S1[s + 1]]``.
        vocab_size: number of ids.
        specials: ids that stand for no word (padding, unknown, bounds).
        words: what each id stands for, as the tokenizer spells it; none where only ids are known.
    """

    ids_N: NDArray[np.int32]
    offsets_S1: NDArray[np.int64]
    vocab_size: int
    specials: tuple[int, ...]
    words: tuple[str, ...] = ()


class Embedding(Protocol):
    """Learns vectors where its kind has any to learn, and turns ids into vectors."""

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        ...

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner | None:
        """Return what learns the vectors from a corpus; the embedding stage calls it once.

        The same corpus, seed and number of threads learn the same bytes.

        Args:
            corpus: the training and the unlabelled text.
            seed: of everything random.
            threads: that may be used.

        Returns:
            None where nothing is learned before training.

        Raises:
            DataError: the corpus holds too little to learn from.
        """
        ...

    def module(self, vectors_VE: NDArray[np.float32] | None) -> torch.nn.Module:
        """Build the layer ``ids_BT -> x_BTE``; padding gives zeros and takes no gradient.

        Args:
            vectors_VE: what the learner learned; None for fresh random or fixed vectors.
        """
        ...
