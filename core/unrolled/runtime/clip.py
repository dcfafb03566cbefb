"""Gradients clipped by their norm: ``g <- threshold * g / ||g||`` when ``||g|| > threshold``.

The lecture notes print the condition the other way round; a gradient below the threshold is left as it is.

Source: Pascanu, Mikolov, Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import torch


def gradients(parameters: Iterable[torch.nn.Parameter]) -> list[torch.Tensor]:
    """Return the gradients that parameters have.

    Args:
        parameters: some of which may have none.
    """
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def gradient_norm(grads: Sequence[torch.Tensor]) -> float:
    """Return the Euclidean norm of all gradients taken as one vector; not finite only if a gradient is not.

    Args:
        grads: gradients of any shapes.
    """
    norm = torch.nn.utils.get_total_norm(grads).item()
    if math.isfinite(norm):
        return norm
    # float32 squares overflow long before the gradients themselves do.
    return torch.nn.utils.get_total_norm([grad.double() for grad in grads]).item()


def clip_(grads: Sequence[torch.Tensor], norm: float, threshold: float) -> None:
    """Scale gradients in place to the threshold where they are longer; leave them untouched where they are not.

    Args:
        grads: gradients of any shapes.
        norm: their norm.
        threshold: longest norm allowed.
    """
    if norm > threshold:
        for grad in grads:
            grad.mul_(threshold / norm)
