"""Vectors that others learned: read from a file.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unrolled import Corpus, DataError, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.given.coverage import MISSING, coverage
from unrolled_embeddings.given.given_file import COMMAND, open_given
from unrolled_embeddings.given.read_declarations import PretrainedConfig
from unrolled_embeddings.given.remapping import Remapping
from unrolled_embeddings.layers import lookup


class PretrainedEmbedding:
    """Vectors of a file, for the words of a vocabulary.

    Args:
        config: which file, and what becomes of words that it lacks.
        vocab_size: V.
    """

    def __init__(self, config: PretrainedConfig, vocab_size: int) -> None:
        self._config = config
        self._vocab_size = vocab_size

    @property
    def dim(self) -> int:
        """Width of a vector, E."""
        return self._config.dim

    def learner(self, corpus: Corpus, *, seed: int, threads: int) -> VectorLearner:  # noqa: ARG002 - one thread
        """Return what reads the vectors.

        Args:
            corpus: whose words are looked up.
            seed: of the random vectors.
            threads: not used.
        """
        return PretrainedReader(self._config, corpus, seed)

    def module(self, vectors_VE: NDArray[np.float32] | None) -> nn.Module:
        """Build the layer.

        Args:
            vectors_VE: what was read; None for fresh vectors from torch's generator.
        """
        if vectors_VE is None:
            return lookup(torch.randn(self._vocab_size, self.dim))
        return lookup(torch.tensor(vectors_VE))


class PretrainedReader(VectorLearner):
    """Reads a file of vectors in one chunk.

    Args:
        config: which file, and what becomes of words that it lacks.
        corpus: whose words are looked up.
        seed: of the random vectors.
    """

    title, unit, chunks = "pretrained vectors", "words", 1
    table_VE: Tensor
    found_V: Tensor

    def __init__(self, config: PretrainedConfig, corpus: Corpus, seed: int) -> None:
        super().__init__()
        self._config, self._corpus, self._seed = config, corpus, seed
        self.register_buffer("table_VE", torch.zeros(corpus.vocab_size, config.dim))
        self.register_buffer("found_V", torch.full((corpus.vocab_size,), MISSING, dtype=torch.int8))

    def amount(self, chunk: int) -> float:  # noqa: ARG002 - there is one
        """Return the number of words in the vocabulary.

        Args:
            chunk: 0.
        """
        return float(self._corpus.vocab_size)

    def learn(self, chunk: int) -> dict[str, float]:  # noqa: ARG002 - there is one
        """Read the file.

        Args:
            chunk: 0.

        Returns:
            ``coverage``: share of the text's words that have a vector in the file.

        Raises:
            DataError: the file is missing or malformed, or holds no word of the vocabulary.
            ConfigError: its vectors have another width, or it has no n-grams and they are asked for.
        """
        opened = open_given(self._config)
        remapping = Remapping(self._corpus, self.table_VE.numpy(), self.found_V.numpy())
        for block in opened.blocks:
            remapping.take(block)
        if not remapping.fill(self._config.out_of_vocabulary, seed=self._seed, subwords=opened.subwords):
            what = f"holds none of the {self._corpus.vocab_size:,} words of the vocabulary"
            raise DataError(Problem(what, where=self._config.path, command=COMMAND))
        return {"coverage": self.report()["text"]}

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE."""
        return self.table_VE.numpy()

    def report(self) -> dict[str, Any]:
        """Return how much of the vocabulary and of the text has vectors, and the most frequent words that have none."""
        return coverage(self.found_V.numpy(), self._corpus)
