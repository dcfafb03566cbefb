"""Vectors from the singular value decomposition of mutual information, found by subspace iteration.

Shapes: V vocabulary, L slots, E embedding, K directions that are followed: E and some more.

Source: Halko, Martinsson & Tropp, "Finding structure with randomness", SIAM Review 53, 2011, algorithms 4.4 and 5.1;
    Levy, Goldberg & Dagan, "Improving distributional similarity with lessons learned from word embeddings", TACL 2015.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unrolled import DataError, Problem
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.checks import finished
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, slots
from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig
from unrolled_embeddings.counts.svd_matrix import information, product
from unrolled_embeddings.kernels.counting import Counts
from unrolled_embeddings.one_thread import one_thread

_MORE = 10
"""Directions beyond the wanted ones: the last ones found are the least exact."""
_NOUGHT = 1e-5
"""A singular value below this share of the largest is rounding."""


class SvdLearner(VectorLearner):
    """Makes one round of subspace iteration a chunk.

    Args:
        config: how to learn.
        cooccurrence: what to learn from.
        seed: of the directions to start from.
        threads: the vectors do not depend on them.
    """

    title = "co-occurrence SVD"
    unit = "pairs"
    basis_LK: Tensor

    def __init__(self, config: CooccurrenceSvdConfig, cooccurrence: Cooccurrence, *, seed: int, threads: int) -> None:
        super().__init__()
        self._dim, self._slots_V, self._threads = config.dim, slots(cooccurrence.index.vocab_size), threads
        self.chunks = config.iterations

        def keep(_group: int, counts: Counts) -> Counts:
            shelf = cooccurrence.shelf
            return Counts(counts.starts_R1, shelf.keep(counts.columns_C), shelf.keep(counts.values_C))

        counts = cooccurrence.each(keep, threads)
        self._matrix = information(counts, shift=config.shift, smoothing=config.smoothing)
        if not self.amount(0):
            what = "no two words of the text meet more often than by chance, times embedding.shift; learn otherwise"
            raise DataError(Problem(what, where="embedding", command="unrolled set embedding glove"))
        shape = cooccurrence.slots, min(config.dim + _MORE, cooccurrence.slots)
        start_LK = np.random.default_rng(seed).standard_normal(shape, np.float32)
        self.register_buffer("basis_LK", torch.from_numpy(start_LK))

    def amount(self, chunk: int) -> float:  # noqa: ARG002 - all are alike
        """Return the number of pairs in a chunk.

        Args:
            chunk: counted from 0.
        """
        return float(sum(len(part.values_C) for part in self._matrix))

    def learn(self, chunk: int) -> dict[str, float]:  # noqa: ARG002 - all are alike
        """Turn the basis towards the directions of the largest singular values.

        Args:
            chunk: counted from 0.
        """
        across_LK = product(self._matrix, self.basis_LK.numpy(), self._threads, transposed=True)
        back_LK = product(self._matrix, across_LK, self._threads)
        with one_thread():
            self.basis_LK.copy_(torch.linalg.qr(torch.from_numpy(back_LK)).Q)
        return {}

    def vectors(self) -> NDArray[np.float32]:
        """Return vectors_VE: left singular vectors times roots of their values; the largest number of each is positive.

        Where the text has fewer directions than the vectors are wide, the rest is zero.

        Raises:
            DivergedError: a vector is not finite.
        """
        across_LK = product(self._matrix, self.basis_LK.numpy(), self._threads, transposed=True)
        with one_thread():
            right_LK, values_K, _ = torch.linalg.svd(torch.from_numpy(across_LK), full_matrices=False)
        roots_K = values_K.rsqrt().where(values_K > _NOUGHT * values_K[0], 0)
        # The matrix times right vectors: a word without counts has a row of zeros, whatever rounding does.
        left_LK = torch.from_numpy(product(self._matrix, right_LK.numpy(), self._threads)) * roots_K
        left_LK *= left_LK.gather(0, left_LK.abs().argmax(0, keepdim=True)).sign()
        vectors_LE = torch.zeros(len(left_LK), self._dim)
        width = min(self._dim, left_LK.shape[1])
        vectors_LE[:, :width] = left_LK[:, :width]
        return finished(vectors_LE.numpy()[self._slots_V], "cooccurrence-svd", remedy="raise embedding.shift")
