"""The disk itself: making, removing and renaming places, and saying which place it refused."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from unrolled.errors import Problem, ResourceError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = _FULL | {errno.EIO, errno.EROFS}


@contextmanager
def reported(path: Path) -> Generator[None]:
    """Say of a disk that is full or refuses which path it was; an error of reading other files passes through.

    Args:
        path: that the block writes.

    Raises:
        ResourceError: the disk is full or refuses; the message names the path and errno.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSED and not str(error.filename or "").startswith(str(path.parent)):
            raise
        what = f"cannot write: {error.strerror or error} (errno {error.errno})"
        hint = "df -h ." if error.errno in _FULL else ""
        raise ResourceError(Problem(what, where=str(path), command=hint)) from error


def make_directory(path: Path) -> None:
    """Make a directory and those above it, where they are missing.

    Args:
        path: of the directory.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    with reported(path):
        path.mkdir(parents=True, exist_ok=True)


def require_writable(path: Path) -> None:
    """Make a directory where it is missing, and see that files can be made in it.

    Args:
        path: of the directory.

    Raises:
        ResourceError: they cannot.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        what = f"cannot be written: {error.strerror or error} (errno {error.errno})"
        raise ResourceError(Problem(what, where=str(path))) from error


def remove(path: Path) -> None:
    """Remove a file or a directory with all it holds; nothing happens where there is none.

    Args:
        path: what to remove.
    """
    with reported(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Rename what cannot be used to ``NAME.bad``, in the place of an older one.

    Args:
        path: of a file or directory.

    Returns:
        Where it stands now.
    """
    bad = path.with_name(f"{path.name}.bad")
    remove(bad)
    with reported(path):
        path.rename(bad)
        sync(path.parent)
    return bad


def take_over(old: Path, new: Path) -> None:
    """Rename a directory, so that whoever still works under its old name finds it gone.

    Args:
        old: its name until now; nothing happens where there is no such directory.
        new: a name beside it, or below a directory that is there.

    Raises:
        ResourceError: the disk refuses.
    """
    with reported(new), suppress(FileNotFoundError):
        old.rename(new)


def sync(path: Path) -> None:
    """Wait until a file, or a directory's list of names, is on the disk.

    Args:
        path: of the file or directory.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
