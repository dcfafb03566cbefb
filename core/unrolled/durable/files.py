"""One file at a time: a temporary neighbour, fsync, rename, fsync of the directory."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unrolled.durable.disk import make_directory, reported, sync
from unrolled.durable.faultpoints import faultpoint


@contextmanager
def outside(path: Path) -> Generator[Path]:
    """Give a writer that is not ours (a compiler, Arrow, SQLite) a path, and make what it wrote durable.

    Args:
        path: where the file shall stand; its directory is made where it is missing.

    Yields:
        A temporary path in the same directory; it becomes ``path`` when the block ends without an error,
        and vanishes when it ends with one.

    Raises:
        ResourceError: the disk is full or refuses; the message names the path.
    """
    with reported(path):
        make_directory(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            faultpoint("durable.write.start")
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            faultpoint("durable.write.fsync")
            sync(temporary)
            faultpoint("durable.write.rename")
            temporary.replace(path)
            faultpoint("durable.write.sync-directory")
            sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        path: where the file shall stand.
        data: its content.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    with outside(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file so that it is there whole or not at all.

    Args:
        path: where the file shall stand.
        text: its content; line ends are kept as they are.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    write_bytes(path, text.encode())


def write_json(path: Path, value: Any) -> None:
    """Write plain values as sorted, indented JSON.

    Args:
        path: where the file shall stand.
        value: anything made of JSON types; NaN and infinities are refused.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    write_text(path, json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def append(path: Path, data: bytes) -> None:
    """Append to a ledger and wait until it is on the disk.

    Args:
        path: of the ledger; made where it is missing.
        data: one or more whole records.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    with reported(path):
        make_directory(path.parent)
        new = not path.exists()
        with path.open("ab") as stream:
            faultpoint("durable.append.write")
            stream.write(data)
            stream.flush()
            faultpoint("durable.append.fsync")
            os.fsync(stream.fileno())
        if new:
            sync(path.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
