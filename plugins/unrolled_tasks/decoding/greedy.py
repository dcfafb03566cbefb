"""The likeliest token at each step.

Shapes: B sequences, N sequences that have not ended, M those that go on.
"""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled_tasks.decoding.stepping import S, Step, picked


def greedy(step: Step[S], state: S, first_B: Tensor, *, end: int, limits_B: Tensor) -> list[list[int]]:
    """Say the likeliest token again and again, until it is the end.

    Args:
        step: of the model.
        state: of B rows, before the first step.
        first_B: int64 ids that stand before the first token, on the model's device.
        end: id after which nothing is said.
        limits_B: int64 on the CPU; tokens at most, the end among them, each at least 1.

    Returns:
        The ids of each sequence, without start and end.
    """
    said: list[list[int]] = [[] for _ in first_B]
    going_N, last_N, length = torch.arange(len(first_B)), first_B, 0
    while len(going_N):
        log_probs_NV, state = step(state, last_N)
        last_N, length = log_probs_NV.argmax(1), length + 1
        ids_N = last_N.cpu()
        for row, token in zip(going_N.tolist(), ids_N.tolist(), strict=True):
            said[row] += [token] * (token != end)
        on_N = (ids_N != end) & (limits_B[going_N] > length)
        if not on_N.all():
            going_N, rows_M = going_N[on_N], on_N.nonzero()[:, 0].to(last_N.device)
            last_N, state = last_N[rows_M], picked(state, rows_M)
    return said
