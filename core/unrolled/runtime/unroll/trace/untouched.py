"""Trying a step out without leaving anything behind."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from torch import nn

from unrolled.contracts import Cell


@contextmanager
def untouched(cell: Cell) -> Generator[None]:
    """Let a cell's modules hold behind a block what they held before it.

    A step may keep something on its module, a tensor that it makes when it first needs one, say; one that was made
    while it was traced has no values.

    Args:
        cell: a module.
    """
    held: list[dict[str, Any]] = []
    for part in cast("nn.Module", cell).modules():
        held += [vars(part), *(value for value in vars(part).values() if isinstance(value, dict))]
    before = [dict(values) for values in held]
    try:
        yield
    finally:
        for values, old in zip(held, before, strict=True):
            values.clear()
            values.update(old)
