"""Telling words from noise that a batch of windows shares, by products of matrices; on a GPU or the CPU.

Each row of a batch meets the noise words of all its windows, each counted as a share of one, so that it meets as much
noise as its own windows draw.

Shapes: R rows, T targets, C words of windows, K noise words, D draws of a noise table, V vocabulary,
E embedding.

Source: Mikolov et al., "Distributed representations of words and phrases and their compositionality", NIPS 2013,
    equation 4; shared noise: Ji et al., "Parallelizing word2vec in shared and distributed memory", 2016.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from unrolled_embeddings.prediction.window_batches import Batch


class Noise(NamedTuple):
    """What noise words are drawn from.

    Args:
        words_D: of which any stretch is a sample; D is a power of two.
        negatives: noise words a pair.
        accidental_hits: whether a noise word may be the word itself.
    """

    words_D: NDArray[np.int32]
    negatives: int
    accidental_hits: bool

    def draw(self, batch: Batch) -> NDArray[np.int64]:
        """Return words_K, as many as the batch's windows draw.

        Args:
            batch: of windows.
        """
        places_K = batch.bits % len(self.words_D) + np.arange(batch.windows * self.negatives)
        return self.words_D[places_K % len(self.words_D)].astype(np.int64)


def learn_from_noise(
    words_VE: Tensor, targets_VE: Tensor, batch: Batch, noise_K: NDArray[np.int64], noise: Noise
) -> None:
    """Move the rows of a batch toward the words that they meet and away from noise, and those toward or from them.

    Args:
        words_VE: vectors of words; changed.
        targets_VE: vectors of targets; changed.
        batch: of windows.
        noise_K: ids of noise words that all rows share.
        noise: how much of it a pair meets.
    """
    met_RC = batch.met_RC.to(words_VE.device)
    targets_T, at = np.unique(np.concatenate([batch.words_C, noise_K]), return_inverse=True)
    share_T = np.bincount(at[len(batch.words_C) :], minlength=len(targets_T)) * (noise.negatives / len(noise_K))
    right_RT = met_RC.new_zeros(len(met_RC), len(targets_T))
    right_RT[:, at[: len(batch.words_C)]] = met_RC
    met_R1 = met_RC.sum(1, keepdim=True)
    wrong_RT = (met_R1 if noise.accidental_hits else met_R1 - right_RT) * met_RC.new_tensor(share_T)
    rows_RE, targets_TE = batch.rows(words_VE), targets_VE[targets_T]
    slopes_RT = batch.rate * (right_RT - (right_RT + wrong_RT) * (rows_RE @ targets_TE.T).sigmoid())
    batch.move(words_VE, slopes_RT @ targets_TE)
    targets_VE[targets_T] += slopes_RT.T @ rows_RE
