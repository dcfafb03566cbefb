"""Digests of code: what a component is, told apart from what it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from unrolled.durable import sha256
from unrolled.errors import PluginError, Problem
from unrolled.neighbours import neighbours
from unrolled.sources import Source, package_of


def digest_code(roots: Iterable[Path]) -> str:
    """Return one digest of the content of files and of all files in directories, byte code left out.

    Args:
        roots: files and directories, each of another name.
    """
    return _digest((path, root.parent) for root in roots for path in _files(root))


def digest_plugin(source: Source) -> str:
    """Return the digest of all code of a plugin.

    Args:
        source: of the plugin.
    """
    code = code_of(source)
    return _digest((path, code[0].parent) for root in code for path in _files(root))


def code_of(source: Source) -> list[Path]:
    """Return where the code of a plugin stands: its package, or its file and the neighbours that this imports.

    Args:
        source: of the plugin.
    """
    code = package_of(source)
    return [code, *neighbours(code)] if source.version == "file" else [code]


def library_version(name: str, source: Source) -> str:
    """Return the version of a library that a component declares.

    Args:
        name: of the distribution.
        source: of the plugin.

    Raises:
        PluginError: it is not installed.
    """
    try:
        return public_version(name)
    except metadata.PackageNotFoundError as error:
        what = f"needs the library '{name}', which is not installed"
        raise PluginError(Problem(what, where=f"plugin {source}", command=f"pip install {name}")) from error


def public_version(distribution: str) -> str:
    """Return a version without its local part (``+cpu``): it names a build, and the same code gives the same plan.

    Args:
        distribution: installed.

    Raises:
        importlib.metadata.PackageNotFoundError: it is not.
    """
    return metadata.version(distribution).partition("+")[0]


def _files(root: Path) -> list[Path]:
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
    return [path for path in files if "__pycache__" not in path.parts]


def _digest(files: Iterable[tuple[Path, Path]]) -> str:
    """Return the digest of files, each called as it is seen from a directory."""
    total = hashlib.sha256()
    for path, start in files:
        total.update(f"{path.relative_to(start).as_posix()}\0{sha256(path)}\n".encode())
    return total.hexdigest()
