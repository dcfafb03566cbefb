"""A little corpus for embeddings, and what they learn from it.

Shapes: N tokens, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from unrolled.contracts import Corpus, Embedding, Silent
from unrolled.runtime.vectors import VectorLearner, learn_vectors
from unrolled.testing.law import NotApplicable, Subject

VOCAB_SIZE = 12
SPECIALS = (0, 1, 2, 3)
WORDS = ("", "<unk>", "<bos>", "<eos>", "one", "two", "three", "four", "five", "six", "seven", "eight")


def corpus() -> Corpus:
    """Return three hundred short sequences over eight words, read-only as a memory map is."""
    random = np.random.default_rng(0)
    offsets_S1 = np.concatenate([[0], random.integers(1, 12, 300).cumsum()]).astype(np.int64)
    ids_N = random.integers(len(SPECIALS), VOCAB_SIZE, int(offsets_S1[-1])).astype(np.int32)
    ids_N.flags.writeable = offsets_S1.flags.writeable = False
    return Corpus(ids_N, offsets_S1, VOCAB_SIZE, SPECIALS, WORDS)


def embedding(subject: Subject) -> Embedding:
    """Return a fresh embedding for the corpus' vocabulary.

    Args:
        subject: the embedding's component and config.
    """
    return subject.component.build(subject.config, vocab_size=VOCAB_SIZE)


def fresh_learner(subject: Subject) -> VectorLearner:
    """Return what learns from the corpus.

    Args:
        subject: the embedding's component and config.

    Raises:
        NotApplicable: there is no learner.
    """
    learner = embedding(subject).learner(corpus(), seed=1, threads=1)
    if learner is None:
        raise NotApplicable("it learns nothing before training")
    return learner


def fitted(subject: Subject) -> NDArray[np.float32] | None:
    """Return what a fresh embedding learns from the corpus.

    Args:
        subject: the embedding's component and config.
    """
    try:
        learner = fresh_learner(subject)
    except NotApplicable:
        return None
    with TemporaryDirectory() as work:
        return learn_vectors(learner, work=Path(work), progress=Silent())


_fitted_once = lru_cache(maxsize=4)(fitted)


def vectors(subject: Subject) -> NDArray[np.float32] | None:
    """Return a copy of what an embedding learned from the corpus; every law looks at it, and learning takes seconds.

    Args:
        subject: the embedding's component and config.
    """
    vectors_VE = _fitted_once(subject)
    return None if vectors_VE is None else vectors_VE.copy()


def learned(subject: Subject) -> NDArray[np.float32]:
    """Return what a fresh embedding learns, where it learns anything.

    Args:
        subject: the embedding's component and config.

    Raises:
        NotApplicable: there is no learner.
    """
    vectors_VE = vectors(subject)
    if vectors_VE is None:
        raise NotApplicable("it learns nothing before training")
    return vectors_VE
