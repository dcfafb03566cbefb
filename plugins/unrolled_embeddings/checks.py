"""What every learner of vectors checks: the text that it is given, and the vectors that it gives.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD, Corpus, DataError, PluginError, Problem
from unrolled.errors import DivergedError

LARGEST = 1e4
"""No vector that was learned has numbers like this; what grows so far grows without an end."""


def check_ids(corpus: Corpus, vocab_size: int) -> None:
    """See that the ids of a text lie inside the vocabulary.

    Args:
        corpus: the text.
        vocab_size: number of ids.

    Raises:
        PluginError: they do not.
    """
    lowest, highest = corpus.ids_N.min(initial=0), corpus.ids_N.max(initial=0)
    if lowest < 0 or highest >= vocab_size:
        what = f"the tokenizer gave ids from {lowest} to {highest}, but its vocabulary has {vocab_size}"
        raise PluginError(Problem(what, where="embedding"))


def no_pair() -> DataError:
    """Return the error of a text that nothing can be learned from."""
    what = "no text holds two words of the vocabulary, so there is no pair to learn from; lower tokenizer.min_count"
    return DataError(Problem(what, where="embedding", command="unrolled set embedding learned"))


def finished(
    vectors_VE: NDArray[np.float32], name: str, *, remedy: str = "lower embedding.learning_rate"
) -> NDArray[np.float32]:
    """Return learned vectors with zeros for padding.

    Args:
        vectors_VE: as they were learned; changed.
        name: of the embedding.
        remedy: what to do where they are of no use.

    Raises:
        DivergedError: a vector is not finite, or not near it.
    """
    lowest, highest = vectors_VE.min(initial=0), vectors_VE.max(initial=0)
    if not (lowest > -LARGEST and highest < LARGEST):  # nor is it where it is NaN
        what = f"a vector is not finite, or beyond all measure; {remedy}"
        raise DivergedError(Problem(what, where="embedding", command=f"unrolled show embedding {name}"))
    vectors_VE[PAD] = 0
    return vectors_VE
