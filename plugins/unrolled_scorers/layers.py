"""Scorers with a layer over query and key.

Shapes: B batch, T places of the source, Q query, K key, A width of the layer, C filters.
"""

from __future__ import annotations

from torch import Tensor, nn

from unrolled_scorers import AdditiveConfig, LocationConfig


class Additive(nn.Module):
    """score(q, k) = v . tanh(W q + U k + b).

    Source: Bahdanau, Cho & Bengio, "Neural machine translation by jointly learning to align and translate" (2015),
    appendix A.1.2, with a bias.

    Args:
        config: the scorer's fields.
        query_size: width of the query, Q.
        key_size: width of the keys, K.
    """

    def __init__(self, config: AdditiveConfig, query_size: int, key_size: int) -> None:
        super().__init__()
        self.query = nn.Linear(query_size, config.hidden_size, bias=False)
        self.key = nn.Linear(key_size, config.hidden_size)
        self.score = nn.Linear(config.hidden_size, 1, bias=False)

    def keys(self, y_BTK: Tensor) -> Tensor:
        """Return U k + b, memory_BTA.

        Args:
            y_BTK: outputs of the encoder.
        """
        return self.key(y_BTK)

    def forward(self, query_BQ: Tensor, memory_BTA: Tensor, previous_BT: Tensor) -> Tensor:
        """Return scores_BT.

        Args:
            query_BQ: state of the decoder.
            memory_BTA: of ``keys``.
            previous_BT: weights of the step before, which have no part in it.
        """
        del previous_BT
        return self.scores(memory_BTA + self.query(query_BQ)[:, None])

    def scores(self, sum_BTA: Tensor) -> Tensor:
        """Return scores_BT.

        Args:
            sum_BTA: what goes into the tanh, of which it takes the place: memory is what a step costs most.
        """
        return self.score(sum_BTA.tanh_())[:, :, 0]


class Location(Additive):
    """score(q, k_j) = v . tanh(W q + U k_j + V f_j + b), f = F * a: filters over the weights a of the step before.

    Source: Chorowski et al., "Attention-based models for speech recognition" (2015), equations 8 and 9.

    Args:
        config: the scorer's fields.
        query_size: width of the query, Q.
        key_size: width of the keys, K.
    """

    def __init__(self, config: LocationConfig, query_size: int, key_size: int) -> None:
        super().__init__(config, query_size, key_size)
        self.filters = nn.Conv1d(1, config.channels, config.width, padding=config.width // 2, bias=False)
        self.place = nn.Linear(config.channels, config.hidden_size, bias=False)

    def forward(self, query_BQ: Tensor, memory_BTA: Tensor, previous_BT: Tensor) -> Tensor:
        """Return scores_BT.

        Args:
            query_BQ: state of the decoder.
            memory_BTA: of ``keys``.
            previous_BT: weights of the step before, zero past a source's length.
        """
        seen_BTC = self.filters(previous_BT[:, None]).transpose(1, 2)
        return self.scores(memory_BTA + self.query(query_BQ)[:, None] + self.place(seen_BTC))
