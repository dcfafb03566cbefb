"""Named tensors on disk: safetensors, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from unrolled import durable
from unrolled.errors import IntegrityError, Problem


def save_tensors(path: Path, tensors: Mapping[str, torch.Tensor]) -> None:
    """Write tensors; the bytes are a function of names and values.

    Args:
        path: of the file.
        tensors: name to tensor, on any device; tensors that share memory (tied weights) are written each in full.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    with durable.outside(path) as temporary:
        save_file(_apart(tensors), temporary)


def load_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Read tensors to the CPU.

    Args:
        path: of a file of ``save_tensors``.

    Raises:
        IntegrityError: the file is missing, or is not one of tensors.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise IntegrityError(Problem(f"is not a readable file of tensors ({error})", where=str(path))) from error


def copied(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return tensors as they are now, on the CPU, sharing memory with nothing.

    Args:
        tensors: name to tensor.
    """
    return {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in tensors.items()}


def _apart(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    seen: set[int] = set()
    apart: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        plain = tensor.detach().cpu().contiguous()
        storage = plain.untyped_storage().data_ptr()
        apart[name] = plain.clone() if storage in seen else plain
        seen.add(storage)
    return apart
