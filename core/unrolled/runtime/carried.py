"""The state that training carries from one piece of a stream to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch

from unrolled.contracts import Batch, State

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask


_LAYERS = "layers"


class Carried:
    """What a task gave behind the last piece; no gradient flows through it."""

    def __init__(self) -> None:
        self._state: tuple[State, ...] | None = None

    def backward(self, task: SequenceTask, batch: Batch, *, begins: bool) -> float:
        """Give the task's parameters the gradient of the loss of the next piece.

        Args:
            task: whose loss it is.
            batch: the next piece of every column.
            begins: whether the stream begins with it.

        Returns:
            The loss; where it is not finite, the state behind the piece is forgotten.
        """
        loss, state = task.piece_loss(batch, None if begins else self._state)
        loss.backward()
        value = loss.item()
        self._state = _detached(state) if math.isfinite(value) else None
        return value

    def tensors(self) -> dict[str, torch.Tensor]:
        """Return the state by ``LAYER.PART``, and the number of layers; nothing before the first piece."""
        if self._state is None:
            return {}
        parts = {f"{at}.{k}": part for at, layer in enumerate(self._state) for k, part in enumerate(layer)}
        return {_LAYERS: torch.tensor(len(self._state)), **parts}

    def restore(self, tensors: Mapping[str, torch.Tensor], device: torch.device) -> None:
        """Go on from where another stood.

        Args:
            tensors: what ``tensors`` returned.
            device: of the task.
        """
        if not tensors:
            self._state = None
            return
        layers: list[list[torch.Tensor]] = [[] for _ in range(int(tensors[_LAYERS]))]
        for at, k in sorted(tuple(map(int, name.split("."))) for name in tensors if name != _LAYERS):
            layers[at].append(tensors[f"{at}.{k}"].to(device))
        self._state = tuple(map(tuple, layers))


def _detached(state: tuple[State, ...]) -> tuple[State, ...]:
    return tuple(tuple(part.detach() for part in parts) for parts in state)
