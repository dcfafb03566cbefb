"""The state of every global random generator as plain JSON types."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch


def capture() -> dict[str, Any]:
    """Return where Python's, numpy's and torch's generators stand, those of the GPUs too once a GPU is used."""
    version, internal, gauss = random.getstate()
    name, keys, position, has_gauss, cached = np.random.get_state(legacy=True)  # noqa: NPY002 - the global generator
    return {
        "python": [version, list(internal), gauss],
        "numpy": [name, _text(np.asarray(keys, "<u4").tobytes()), int(position), int(has_gauss), float(cached)],
        "torch": _pack(torch.get_rng_state()),
        "cuda": [_pack(state) for state in torch.cuda.get_rng_state_all()] if torch.cuda.is_initialized() else [],
    }


def restore(state: Mapping[str, Any]) -> None:
    """Put every generator where it stood.

    Args:
        state: what ``capture`` returned.
    """
    version, internal, gauss = state["python"]
    random.setstate((version, tuple(internal), gauss))
    name, keys, position, has_gauss, cached = state["numpy"]
    keys = np.frombuffer(base64.b64decode(keys), "<u4")
    np.random.set_state((name, keys, position, has_gauss, cached))  # noqa: NPY002 - the global generator
    torch.set_rng_state(_unpack(state["torch"]))
    for device, packed in enumerate(state["cuda"]):
        torch.cuda.set_rng_state(_unpack(packed), device)


def _pack(state: torch.Tensor) -> str:
    return _text(state.numpy().tobytes())


def _unpack(text: str) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.uint8)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
