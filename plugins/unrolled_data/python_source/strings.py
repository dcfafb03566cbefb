"""Strings as one token each: from Python 3.12 on, ``tokenize`` takes those with expressions inside apart."""

from __future__ import annotations

import token
from tokenize import TokenInfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STARTS, _ENDS = ({getattr(token, f"{kind}STRING_{edge}", None) for kind in "FT"} for edge in ("START", "END"))


def whole_strings(tokens: Iterable[TokenInfo], text: str) -> Iterator[TokenInfo]:
    """Yield tokens, with every string in one piece.

    Args:
        tokens: of a file.
        text: of the file.
    """
    lines = text.split("\n")
    depth, start = 0, (0, 0)
    for each in tokens:
        if each.type in _STARTS:
            start = start if depth else each.start
            depth += 1
        elif each.type in _ENDS:
            depth -= 1
            if not depth:
                whole = _between(lines, start, each.end)
                yield TokenInfo(token.STRING, whole, start, each.end, each.line)
        elif not depth:
            yield each


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    rows = lines[start[0] - 1 : end[0]]
    rows[-1] = rows[-1][: end[1]]
    rows[0] = rows[0][start[1] :]
    return "\n".join(rows)
