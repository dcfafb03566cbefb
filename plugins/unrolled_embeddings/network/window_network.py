"""A network that guesses a word from the words around it.

Shapes: B batch, K words of a context, V vocabulary, E embedding, I = K x E, H hidden, C candidates, R distinct words.

Source: Bengio, Ducharme, Vincent & Jauvin, "A neural probabilistic language model", JMLR 3, 2003, equation 1 without
    its direct connections.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding, linear

from unrolled_embeddings.network.candidates import Choice
from unrolled_embeddings.table import EVERY_ROW, Table

SPREAD = 0.02
"""Standard deviation that vectors start with."""


class WindowNetwork(nn.Module):
    """Scores of all words: ``b + U tanh(d + H x)``, where x is the vectors of the context, one behind another.

    Args:
        counts_V: of the words; scores start at the logarithm of their share of the text.
        dim: E.
        width: K.
        hidden_size: H.
        random: draws the first weights.
    """

    def __init__(
        self, counts_V: NDArray[np.int64], dim: int, width: int, hidden_size: int, random: np.random.Generator
    ) -> None:
        super().__init__()
        size, bound = len(counts_V), (6 / (dim * width + hidden_size)) ** 0.5
        shares_V = (counts_V + 1) / (counts_V.sum() + size)
        self.words = Table(torch.from_numpy(random.standard_normal((size, dim), np.float32)) * SPREAD)
        hidden_HI = random.uniform(-bound, bound, (hidden_size, dim * width)).astype(np.float32)
        self.hidden = Table(torch.from_numpy(hidden_HI))
        self.hidden_bias = Table(torch.zeros(hidden_size))
        self.output = Table(torch.zeros(size, hidden_size))
        self.output_bias = Table(torch.from_numpy(np.log(shares_V).astype(np.float32)))

    def scores(self, contexts_BK: Tensor) -> Tensor:
        """Return scores_BV, whose softmax is the chance of each word to stand where the context leaves one out.

        Args:
            contexts_BK: ids.
        """
        x_BI = self.words.values_RX[contexts_BK].flatten(1)
        h_BH = linear(x_BI, self.hidden.values_RX, self.hidden_bias.values_RX).tanh()
        return linear(h_BH, self.output.values_RX, self.output_bias.values_RX)

    def learn(self, contexts_BK: Tensor, choice: Choice, rate: float) -> float:
        """Take a step that makes the right words more likely among the candidates.

        Args:
            contexts_BK: ids.
            choice: the candidates, and which of them are right.
            rate: of AdaGrad.

        Returns:
            Mean cross-entropy before the step, in nats.
        """
        words_R, at_BK = contexts_BK.unique(return_inverse=True)
        words_C, right_B = torch.from_numpy(choice.words_K), torch.from_numpy(choice.right_B)
        used = [
            (self.words, words_R),
            (self.hidden, EVERY_ROW),
            (self.hidden_bias, EVERY_ROW),
            (self.output, words_C),
            (self.output_bias, words_C),
        ]
        rows = vectors_RE, hidden_HI, hidden_bias_H, output_CH, output_bias_C = [table.rows(at) for table, at in used]
        h_BH = linear(embedding(at_BK, vectors_RE).flatten(1), hidden_HI, hidden_bias_H).tanh()
        scores_BC = linear(h_BH, output_CH, output_bias_C - torch.from_numpy(choice.log_chances_K))
        loss = cross_entropy(scores_BC, right_B)
        for (table, at), gradient in zip(used, torch.autograd.grad(loss, rows), strict=True):
            table.descend(at, gradient, rate)
        return loss.item()
