"""The mean of the words so far.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unrolled_cells.baselines import BagOfWordsConfig
from unrolled_cells.whole_sequence import WholeSequenceCell


class BagOfWords(WholeSequenceCell):
    """y_t = tanh(W m_t + b), where m_t = (x_1 + ... + x_t) / t.

    The words are added up in float64. In float32 each sum would be rounded to 24 bits, one order of the words to
    other bits than another; in float64 the sums of float32 words of like size are exact, so every order of the same
    words gives the same bits. Words that are float64 themselves differ by rounding, some 1e-16 of their size.

    Source: Iyyer et al., "Deep unordered composition rivals syntactic methods for text classification" (2015),
    the deep averaging network, with one layer on the average.

    Args:
        config: the cell's fields.
        input_size: width of the input, I.
    """

    def __init__(self, config: BagOfWordsConfig, input_size: int) -> None:
        super().__init__(config.hidden_size)
        self.project = nn.Linear(input_size, config.hidden_size)

    def forward(self, x_BTI: Tensor) -> Tensor:
        """Return y_BTH.

        Args:
            x_BTI: inputs.
        """
        count_T1 = torch.arange(1, x_BTI.shape[1] + 1, device=x_BTI.device)[:, None]
        mean_BTI = x_BTI.cumsum(1, dtype=torch.float64) / count_T1
        return torch.tanh(self.project(mean_BTI.to(x_BTI.dtype)))
