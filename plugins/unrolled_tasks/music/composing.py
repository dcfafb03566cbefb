"""Steps of music drawn one after another, each given those before it.

Shapes: B pieces, T steps, P keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from unrolled.errors import ConfigError, Problem
from unrolled.runtime.prediction import evaluation

if TYPE_CHECKING:
    from unrolled_tasks.music.piano_rolls import Music


def composed(model: Music, first_BP: Tensor, *, max_length: int, temperature: float, seed: int) -> Tensor:
    """Draw pieces that begin with a step.

    Args:
        model: that says how likely each key is.
        first_BP: the first step of every piece.
        max_length: steps of a piece, the first one among them.
        temperature: logits are divided by it; 0 takes what is likelier of each key.
        seed: of the draws.

    Returns:
        float32 rolls_BTP on the CPU, 1 where a key sounds.

    Raises:
        ConfigError: the temperature is below 0.
    """
    if not temperature >= 0:
        what = f"temperature is {temperature}; it is at least 0"
        raise ConfigError(Problem(what, command="unrolled sample --help"))
    random, frame_BP, state = torch.Generator().manual_seed(seed), first_BP, None
    steps = [first_BP.cpu()]
    with evaluation(model):
        while len(steps) < max_length:
            logits_BP, state = model.read(frame_BP, state)
            share_BP = _probabilities(logits_BP.cpu().double(), temperature)
            steps.append((torch.rand(share_BP.shape, generator=random, dtype=share_BP.dtype) < share_BP).float())
            frame_BP = steps[-1].to(first_BP.device)
    return torch.stack(steps, 1)


def _probabilities(logits_BP: Tensor, temperature: float) -> Tensor:
    return (logits_BP > 0).to(logits_BP.dtype) if temperature == 0 else (logits_BP / temperature).sigmoid()
