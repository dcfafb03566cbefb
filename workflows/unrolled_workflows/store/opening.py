"""From a location to a store that can be read and written, or to one error that says why not."""

from __future__ import annotations

from pathlib import Path

from unrolled.durable import require_writable
from unrolled.locations import is_url
from unrolled_workflows.store.contract import Store
from unrolled_workflows.store.local import LocalStore

DEFAULT = ".unrolled/store"
"""Where the store of a workspace stands unless params.yaml says something else."""


def open_store(location: str, root: Path) -> Store:
    """Open a store, and see that it can be written before anything runs.

    Args:
        location: a directory, or a URL that fsspec knows.
        root: directory of params.yaml, which relative paths start from and the copies of a remote store stand in.

    Raises:
        ConfigError: the protocol is unknown, or the package that speaks it is not installed.
        ResourceError: the store cannot be reached or written.
    """
    place = local_place(location, root)
    if place is None:
        from unrolled_workflows.store.remote import RemoteStore, writable_folder

        return RemoteStore(writable_folder(location), _writable(root.absolute() / DEFAULT))
    return _writable(place)


def local_place(location: str, root: Path) -> Path | None:
    """Return the directory that a location means; None for a URL, but for one that begins with ``file://``.

    Args:
        location: a directory, or a URL that fsspec knows.
        root: directory that relative paths start from.
    """
    path = location.removeprefix("file://")
    return None if is_url(path) else root.absolute() / Path(path).expanduser()


def _writable(path: Path) -> LocalStore:
    require_writable(path)
    return LocalStore(path)
