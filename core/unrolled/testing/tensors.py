"""What the laws about tensors share: a seed, one batch of sequences, and comparison.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from unrolled.testing.law import BrokenLawError

LENGTHS = (5, 3, 7, 1)
"""Of one batch: unsorted, one of full length, one of a single step."""


@contextmanager
def seeded(seed: int) -> Generator[None]:
    """Seed torch for a while and leave its random state as it was.

    Args:
        seed: of torch's CPU generator.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def past_the_end(lengths_B: Tensor, steps: int) -> Tensor:
    """Return padding_BT, true where a sequence has ended.

    Args:
        lengths_B: int64 lengths on the CPU.
        steps: T.
    """
    return torch.arange(steps) >= lengths_B[:, None]


def close(seen: Mapping[str, Tensor], expected: Mapping[str, Tensor], law: str, tolerance: float = 1e-9) -> None:
    """Raise unless tensors agree.

    Args:
        seen: name to tensor.
        expected: the same names, to what the law asks for.
        law: what the law asks for, in words.
        tolerance: of the largest entry expected, at least of one.

    Raises:
        BrokenLawError: shapes differ, or an entry does.
    """
    for name, wanted in expected.items():
        found = seen[name]
        if found.shape != wanted.shape:
            raise BrokenLawError(f"{name} of shape {tuple(found.shape)}", f"shape {tuple(wanted.shape)}: {law}")
        if not wanted.numel():
            continue
        gap = (found.detach().double() - wanted.detach().double()).abs()
        if not bool(gap.max() <= tolerance * max(1.0, float(wanted.detach().abs().max()))):
            raise BrokenLawError(f"{name} is off by {float(gap.max()):.3g}", law)


def copied(module: nn.Module, fresh: nn.Module) -> nn.Module:
    """Return a fresh module with the state of another, passed through safetensors' bytes.

    Args:
        module: whose state to copy.
        fresh: of the same configuration.
    """
    fresh.load_state_dict(load(save({name: part.contiguous() for name, part in module.state_dict().items()})))
    return fresh
