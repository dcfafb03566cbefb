"""How likely texts of any length are, read piece by piece with the state carried on.

Shapes: B batch, L rows of a batch that live on, N tokens to be said in a batch.
"""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled.contracts import PAD, State
from unrolled_tasks.framing import Steps
from unrolled_tasks.language.next_token import NextToken

_PIECE = 256
"""Steps of a long text that are scored at once."""


def said(model: NextToken, steps: Steps) -> tuple[Tensor, Tensor]:
    """Return how likely each text is, and how many tokens it says.

    Args:
        model: in evaluation mode.
        steps: of a batch of texts, from their start to their end.

    Returns:
        float64 log_probs_B in nats, and int64 tokens_B.
    """
    size = _PIECE if model.encoder.carries_state else steps.inputs_BT.shape[1]
    sums_B = torch.zeros(len(steps.inputs_BT), dtype=torch.float64, device=steps.inputs_BT.device)
    live_L, state = torch.arange(len(sums_B)), None
    for rows_L, piece in steps.pieces(size):
        if state is not None and len(rows_L) < len(live_L):
            state = _picked(state, torch.isin(live_L, rows_L).to(sums_B.device))
        log_probs_N, state = model(piece, state)
        rows_N = rows_L.to(sums_B.device)[(piece.targets_BT != PAD).nonzero()[:, 0]]
        sums_B.index_add_(0, rows_N, log_probs_N.double())
        live_L = rows_L
    return sums_B, (steps.targets_BT != PAD).sum(1)


def _picked(state: tuple[State, ...], keep_L: Tensor) -> tuple[State, ...]:
    return tuple(tuple(part[keep_L] for part in parts) for parts in state)
