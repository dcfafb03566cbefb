"""Digests of code: what a component is, told apart from what it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from unrolled.durable import sha256
from unrolled.errors import PluginError, Problem
from unrolled.sources import Source, package_of


def digest_code(roots: Iterable[Path]) -> str:
    """Return one digest of the content of files and of all files in directories, byte code left out.

    Args:
        roots: files and directories, each of another name.
    """
    total = hashlib.sha256()
    for root in roots:
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root.parent).as_posix()}\0{sha256(path)}\n".encode())
    return total.hexdigest()


def digest_plugin(source: Source) -> str:
    """Return the digest of all code of a plugin.

    Args:
        source: of the plugin.
    """
    return digest_code([package_of(source)])


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
