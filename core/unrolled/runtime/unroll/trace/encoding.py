"""Arguments of operations in JSON types.

Shapes: N rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import fx

from unrolled.runtime.unroll.trace.nodes import ROWS


def encode(value: Any, number: dict[fx.Node, int]) -> Any:
    """Return a value in JSON types; what JSON has no type for becomes an object with one key.

    Args:
        value: an argument of a node, or a result of a graph.
        number: of each node.
    """
    match value:
        case fx.Node():
            encoded = {"value": number[value]}
        case list() | tuple():
            encoded = [encode(item, number) for item in value]
        case int() if value and value % ROWS == 0:
            encoded = {"rows": value // ROWS}
        case float() if not abs(value) < float("inf"):
            encoded = {"float": str(value)}
        case torch.dtype() | torch.layout() | torch.memory_format():
            encoded = {"torch": str(value).removeprefix("torch.")}
        case torch.device():
            encoded = {"device": str(value)}
        case _:
            encoded = value
    return encoded


def decode(value: Any, values: Sequence[Any], rows: int) -> Any:
    """Return what ``encode`` wrote.

    Args:
        value: in JSON types.
        values: of the nodes, by their numbers.
        rows: how many there are.
    """
    match value:
        case list():
            decoded = [decode(item, values, rows) for item in value]
        case {"value": number}:
            decoded = values[number]
        case {"rows": times}:
            decoded = times * rows
        case {"float": text}:
            decoded = float(text)
        case {"torch": name}:
            decoded = getattr(torch, name)
        case {"device": name}:
            decoded = torch.device(name)
        case _:
            decoded = value
    return decoded
