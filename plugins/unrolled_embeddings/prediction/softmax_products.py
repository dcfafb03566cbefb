"""The softmax over the whole vocabulary, by products of matrices; on a GPU or the CPU.

Shapes: R rows, C words of windows, L words that occur, V vocabulary, E embedding.

Source: Mikolov et al., "Distributed representations of words and phrases and their compositionality", NIPS 2013,
    equation 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from unrolled_embeddings.prediction.window_batches import Batch


def chances(rows_RE: Tensor, targets_LE: Tensor) -> Tensor:
    """Return chances_RL, of each word to stand where a row is met.

    Args:
        rows_RE: vectors of contexts, or means of them.
        targets_LE: vectors of all words to choose from.
    """
    return (rows_RE @ targets_LE.T).softmax(1)


def learn_from_all(words_VE: Tensor, targets_LE: Tensor, batch: Batch, at_C: NDArray[np.int64]) -> None:
    """Move rows and targets by the gradient of the logarithms of the right words' chances.

    Args:
        words_VE: vectors of words; changed.
        targets_LE: vectors of targets; changed.
        batch: of windows.
        at_C: where among the targets its words stand.
    """
    rows_RE, met_RC = batch.rows(words_VE), batch.met_RC.to(words_VE.device)
    slopes_RL = chances(rows_RE, targets_LE).mul_(-met_RC.sum(1, keepdim=True))
    slopes_RL[:, at_C] += met_RC
    slopes_RL *= batch.rate
    batch.move(words_VE, slopes_RL @ targets_LE)
    targets_LE.addmm_(slopes_RL.T, rows_RE)
