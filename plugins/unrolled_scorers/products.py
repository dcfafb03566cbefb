"""Scorers that multiply query and key.

Shapes: B batch, T places of the source, Q query, K key.
"""

from __future__ import annotations

from torch import Tensor, nn

from unrolled.errors import ConfigError, Problem


class Dot(nn.Module):
    """score(q, k) = q . k, for query and key of one width.

    Source: Luong, Pham & Manning, "Effective approaches to attention-based neural machine translation" (2015),
    equation 8, dot.

    Args:
        query_size: width of the query, Q.
        key_size: width of the keys, K.

    Raises:
        ConfigError: the widths differ.
    """

    def __init__(self, query_size: int, key_size: int) -> None:
        super().__init__()
        if query_size != key_size:
            what = (
                f"scorer 'dot' multiplies query and key, and the decoder's state is {query_size} wide, "
                f"the encoder's outputs {key_size}; scorer 'general' takes any widths"
            )
            raise ConfigError(Problem(what, where="scorer.name", command="unrolled set scorer general"))

    def keys(self, y_BTK: Tensor) -> Tensor:
        """Return the outputs as they are.

        Args:
            y_BTK: outputs of the encoder.
        """
        return y_BTK

    def forward(self, query_BQ: Tensor, memory_BTQ: Tensor, previous_BT: Tensor) -> Tensor:
        """Return scores_BT.

        Args:
            query_BQ: state of the decoder.
            memory_BTQ: of ``keys``.
            previous_BT: weights of the step before, which have no part in it.
        """
        del previous_BT
        return (memory_BTQ @ query_BQ[:, :, None])[:, :, 0]


class General(Dot):
    """score(q, k) = q . W k.

    Source: Luong, Pham & Manning (2015), equation 8, general.

    Args:
        query_size: width of the query, Q.
        key_size: width of the keys, K.
    """

    def __init__(self, query_size: int, key_size: int) -> None:
        super().__init__(query_size, query_size)
        self.product = nn.Linear(key_size, query_size, bias=False)

    def keys(self, y_BTK: Tensor) -> Tensor:
        """Return the outputs as the query is multiplied with, memory_BTQ.

        Args:
            y_BTK: outputs of the encoder.
        """
        return self.product(y_BTK)
