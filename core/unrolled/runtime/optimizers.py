"""The optimizers of the ``train`` section, and their state as named tensors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch

from unrolled.sections import TrainConfig


def build_optimizer(
    settings: TrainConfig,
    parameters: Iterable[torch.nn.Parameter],
    vectors: Iterable[torch.nn.Parameter] = (),
) -> torch.optim.Optimizer:
    """Build the optimizer that the settings name, fused: on a CPU torch's own default takes twenty times as long.

    Args:
        settings: the ``train`` section.
        parameters: what it trains, on their device.
        vectors: of the embedding; those among the parameters may have a learning rate of their own.
    """
    rate, decay = settings.learning_rate, settings.weight_decay
    groups = _groups(list(parameters), list(vectors), settings.embedding_learning_rate)
    match settings.optimizer:
        case "adam":
            return torch.optim.Adam(groups, lr=rate, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(groups, lr=rate, weight_decay=decay, fused=True)
        case "sgd":
            return torch.optim.SGD(groups, lr=rate, weight_decay=decay, momentum=0.9, fused=True)


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """Return all that an optimizer remembers, by ``PARAMETER.NAME``.

    Args:
        optimizer: built by ``build_optimizer``.
    """
    state: dict[int, dict[str, Any]] = optimizer.state_dict()["state"]
    return {f"{at}.{name}": tensor for at, named in state.items() for name, tensor in named.items()}


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, torch.Tensor]) -> None:
    """Give an optimizer the memory of another with the same settings.

    Args:
        optimizer: fresh, built by ``build_optimizer`` for the same parameters.
        tensors: what ``optimizer_tensors`` returned.
    """
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        at, _, name = key.partition(".")
        state.setdefault(int(at), {})[name] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _groups(
    parameters: list[torch.nn.Parameter], vectors: list[torch.nn.Parameter], rate: float | None
) -> list[dict[str, Any]]:
    if rate is None:
        return [{"params": parameters}]
    apart = set(map(id, vectors))
    others = [each for each in parameters if id(each) not in apart]
    return [{"params": others}, {"params": [each for each in parameters if id(each) in apart], "lr": rate}]
