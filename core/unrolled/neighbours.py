"""The modules beside a single-file plugin that it imports: they are its code too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def neighbours(file: Path) -> list[Path]:
    """Return the modules in a plugin file's folder that it imports, itself or through one another, sorted.

    They are looked for in the text and not among the modules that are loaded: builders import when they are called,
    which is after the lock is written, and what else a process has loaded is no part of the plugin.

    Args:
        file: of the plugin.
    """
    found, waiting = {file}, [file]
    while waiting:
        new = set(_imported(waiting.pop(), file.parent)) - found
        found |= new
        waiting += new
    return sorted(found - {file})


def _imported(file: Path, folder: Path) -> Iterator[Path]:
    """Yield the modules in a folder that a file there imports, and the packages around them."""
    for start, name in _names(file, folder):
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            module = start.joinpath(*parts[:end])
            places = module.with_name(f"{module.name}.py"), module / "__init__.py"
            yield from (place for place in places if place.is_file())


def _names(file: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the dotted names that a file imports, each with the directory that it starts from."""
    packages = [parent for parent in file.parents if parent.is_relative_to(folder)]
    with suppress(SyntaxError, ValueError, RecursionError):  # whoever imports the file is told so
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                yield from ((folder, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                before = f"{node.module}." if node.module else ""
                starts = packages[node.level - 1 : node.level] if node.level else [folder]
                yield from ((start, before + alias.name) for start in starts for alias in node.names)
