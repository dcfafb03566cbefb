"""Checkpoints in generations: a directory each, sealed by its manifest, the newest that verifies is believed.

A generation is ``step-00000123/`` with ``model.safetensors``, ``optim.safetensors``, ``best.safetensors`` (once an
epoch was validated), ``carried.safetensors`` (of a stream), ``state.json`` and ``MANIFEST.json``.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from unrolled import durable
from unrolled.errors import IntegrityError
from unrolled.runtime.tensors import load_tensors, save_tensors

_KEPT = 2
_NAME = re.compile(r"step-\d{8,}")
_log = logging.getLogger("unrolled")


@dataclass(frozen=True, slots=True)
class Generation:
    """All that a training needs to go on as if it had never stopped.

    Args:
        model: the weights.
        optimizer: the optimizer's memory, by name.
        best: the weights of the best epoch; empty before the first validation.
        state: counters, curves and random generators, as plain JSON types.
        carried: the cells' state behind the last piece of a stream; empty where examples are whole.
    """

    model: Mapping[str, torch.Tensor]
    optimizer: Mapping[str, torch.Tensor]
    best: Mapping[str, torch.Tensor]
    state: Mapping[str, Any]
    carried: Mapping[str, torch.Tensor] = field(default_factory=dict[str, torch.Tensor])


class Generations:
    """The checkpoints of one training.

    Args:
        directory: theirs alone, outside every output.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def save(self, step: int, generation: Generation) -> None:
        """Write a generation beside its place, seal it, put it there, and drop all but the newest.

        Args:
            step: optimiser steps taken.
            generation: what to keep.

        Raises:
            ResourceError: the disk is full or refuses; the generations before are untouched.
        """
        durable.faultpoint("train.checkpoint")
        work = self.directory / ".generation"
        durable.remove(work)
        save_tensors(work / "model.safetensors", generation.model)
        save_tensors(work / "optim.safetensors", generation.optimizer)
        for name, tensors in (("best", generation.best), ("carried", generation.carried)):
            if tensors:
                save_tensors(work / f"{name}.safetensors", tensors)
        durable.write_json(work / "state.json", generation.state)
        durable.publish(work, self.directory / f"step-{step:08d}")
        for old in self._found()[_KEPT:]:
            durable.remove(old)
        durable.faultpoint("train.checkpoint.done")

    def newest(self) -> Generation | None:
        """Return the newest generation that is whole; damaged ones are renamed to ``.bad`` and reported.

        Returns:
            The generation, or None where there is none.
        """
        for directory in self._found():
            try:
                durable.verify(directory)
                return _load(directory)
            except IntegrityError as error:
                bad = durable.set_aside(directory)
                _log.warning("checkpoint set aside as %s: %s", bad.name, error.problems[0])
        return None

    def _found(self) -> list[Path]:
        """Return the generations, newest first."""
        found = [path for path in self.directory.glob("step-*") if _NAME.fullmatch(path.name)]
        return sorted(found, key=lambda path: int(path.name.partition("-")[2]), reverse=True)


def _load(directory: Path) -> Generation:
    more = {name: directory / f"{name}.safetensors" for name in ("best", "carried")}
    best, carried = (load_tensors(path) if path.exists() else {} for path in more.values())
    return Generation(
        model=load_tensors(directory / "model.safetensors"),
        optimizer=load_tensors(directory / "optim.safetensors"),
        best=best,
        state=json.loads((directory / "state.json").read_text(encoding="utf-8")),
        carried=carried,
    )
