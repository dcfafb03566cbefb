"""How long a memory's gates keep at the start, before anything is learned.

Shapes: G gates times hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from unrolled_cells.fields import LSTMLikeConfig


def set_gate_biases(bias_G: Tensor | None, config: LSTMLikeConfig, *, gates: int = 4) -> None:
    """Let the gates of input and forgetting, the first two blocks, stand as the configuration says.

    With ``chrono``, a unit that is to keep for u steps begins with b_f = log(u) and b_i = -log(u), u from 1 to
    chrono - 1; otherwise ``forget_bias`` is added to b_f.

    Args:
        bias_G: of all gates, changed in place.
        config: the cell's fields.
        gates: blocks in the bias.

    Source: Tallec & Ollivier (2018), Can recurrent neural networks warp time?, equation 16.
    """
    assert bias_G is not None
    with torch.no_grad():
        input_H, forget_H, *_ = bias_G.chunk(gates)
        if config.chrono is None:
            forget_H.add_(config.forget_bias)
            return
        nn.init.uniform_(forget_H, 1, config.chrono - 1).log_()
        input_H.copy_(-forget_H)
