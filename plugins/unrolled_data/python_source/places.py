"""Where names stand in a Python file, and what they name there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Place = tuple[int, int]
"""Line from 1, and character from 0."""


def named_places(text: str) -> dict[Place, str]:
    """Return what each name is, where the syntax tree knows the place of one.

    Args:
        text: of a file.

    Raises:
        SyntaxError: it is no Python.
        ValueError: it holds what no Python does.
    """
    lines = text.split("\n")
    return {_place(lines, row, byte): label for row, byte, label in _named(ast.parse(text))}


def _named(tree: ast.AST) -> Iterator[tuple[int, int, str]]:
    """Yield line, byte in the line, and label; what stands inside a string is left out."""
    nodes: list[tuple[ast.AST, bool]] = [(tree, False)]
    while nodes:
        node, called = nodes.pop()
        match node:
            case ast.JoinedStr():
                continue
            case ast.Name():
                yield node.lineno, node.col_offset, "call" if called else "name"
            case ast.Attribute(end_lineno=int(row), end_col_offset=int(end)):
                yield row, end - len(node.attr.encode()), "call" if called else "attribute"
            case ast.arg():
                yield node.lineno, node.col_offset, "parameter"
            case ast.keyword(arg=str()):
                yield node.lineno, node.col_offset, "argument"
            case _:
                pass
        callee = node.func if isinstance(node, ast.Call) else None
        nodes += [(child, child is callee) for child in ast.iter_child_nodes(node)]


def _place(lines: Sequence[str], row: int, byte: int) -> Place:
    line = lines[row - 1]
    return row, byte if line.isascii() else len(line.encode()[:byte].decode(errors="replace"))
