"""One vector for a whole sequence, and a linear layer on it.

Shapes: B batch, T time, H encoder output, O outputs of the layer.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoded, Encoder, Input, Sequences
from unrolled_tasks.pooling_fields import PoolingConfig


class PooledTask(SequenceTask):
    """Pools what the encoder gives over time and puts one linear layer on it; a subclass makes an answer of that.

    Args:
        config: pooling and dropout.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field.
        outputs: of the linear layer, O.
    """

    def __init__(self, config: PoolingConfig, encoder: Encoder, inputs: Mapping[str, Input], outputs: int) -> None:
        super().__init__()
        self.input_name, self.target_name = inputs["input"].name, inputs["target"].name
        self.pooling = config.pooling
        self.embedding = inputs["input"].embedding or nn.Identity()
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        self.output = nn.Linear(encoder.output_size, outputs)

    def outputs(self, batch: Batch) -> Tensor:
        """Return outputs_BO.

        Args:
            batch: that holds the input field.
        """
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        encoded = self.encoder(self.embedding(field.values), field.lengths_B)
        return self.output(self.dropout(pooled(encoded, field.lengths_B, self.pooling)))

    def targets(self, batch: Batch) -> Tensor:
        """Return targets_B.

        Args:
            batch: that holds the target field.
        """
        targets_B = batch.fields[self.target_name]
        assert isinstance(targets_B, Tensor)
        return targets_B


def pooled(encoded: Encoded, lengths_B: Tensor, pooling: str) -> Tensor:
    """Return one vector a sequence; what lies past its length has no part in it.

    Args:
        encoded: outputs of an encoder.
        lengths_B: of the sequences, on the CPU.
        pooling: max, mean or last.

    Returns:
        Vectors of shape (B, H).
    """
    if pooling == "last":
        return encoded.last_BH
    y_BTH = encoded.y_BTH
    lengths_B1 = lengths_B.to(y_BTH.device)[:, None]
    if pooling == "mean":
        return y_BTH.sum(1) / lengths_B1  # zero past each length
    past_BT = torch.arange(y_BTH.shape[1], device=y_BTH.device) >= lengths_B1
    return y_BTH.masked_fill(past_BT[..., None], -torch.inf).amax(1)
