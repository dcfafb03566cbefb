"""The objectives of skip-gram and cbow, as plain as the papers write them; tests compare with them what is fast.

All are losses: their slopes times a learning rate are what a step takes off.

Shapes: C rows of a window, T targets, V vocabulary, E embedding; ``...`` stands for any number of windows.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import logsigmoid


def mean_row(contexts_CE: Tensor) -> Tensor:
    """Return row_1E, the one row of cbow: the mean of a window's contexts, each of which moves as far as the mean.

    The slope of a mean is a share of this; the authors' program moves contexts so, and so do the loops here.

    Args:
        contexts_CE: vectors of the contexts.
    """
    whole_1E = contexts_CE.sum(0, keepdim=True)
    return whole_1E - (whole_1E - contexts_CE.mean(0, keepdim=True)).detach()


def loss_of_labels(rows_CE: Tensor, targets_TE: Tensor, labels_T: Tensor, weights_T: Tensor) -> Tensor:
    """Return the loss of telling targets apart by their labels, summed over rows and targets.

    Negative sampling labels a word 1 and its noise words 0; hierarchical softmax labels the nodes on a word's path by
    the turn that it takes there. Noise words of a pair's own are a window of one row.

    Args:
        rows_CE: (..., C, E) contexts, or their mean.
        targets_TE: (..., T, E) words and noise words, or nodes.
        labels_T: (..., T) 1 or 0.
        weights_T: (..., T) what each target counts; 0 where it is left out.

    Source: Mikolov et al., "Distributed representations of words and phrases and their compositionality", NIPS 2013,
        equations 3 and 4.
    """
    logits_CT = rows_CE @ targets_TE.mT
    return -(weights_T.unsqueeze(-2) * logsigmoid((2 * labels_T.unsqueeze(-2) - 1) * logits_CT)).sum()


def loss_of_choice(rows_CE: Tensor, targets_VE: Tensor, word: int) -> Tensor:
    """Return the loss of choosing a word among all of them, summed over rows.

    Args:
        rows_CE: contexts, or their mean.
        targets_VE: all words to choose from.
        word: the right one.

    Source: Mikolov et al., as above, equation 2.
    """
    return -(rows_CE @ targets_VE.T).log_softmax(-1)[..., word].sum()
