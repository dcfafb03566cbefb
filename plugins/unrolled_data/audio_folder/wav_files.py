"""The wav files of a folder or of a tar archive, by their path in it."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from unrolled.errors import DataError, Problem
from unrolled.locations import check_present, unreadable

WAV = ".wav"
Contents = Mapping[str, Callable[[], bytes]]


def local_files(path: str) -> tuple[str, ...]:
    """Return the files that are read: those of a folder, else the archive.

    Args:
        path: of the folder or the archive.
    """
    folder = Path(path)
    return tuple(str(folder / name) for name in _in_folder(folder)) if folder.is_dir() else (path,)


def contents(path: str) -> Contents:
    """Return path in the folder or archive, without .wav, to what reads the file; sorted.

    A folder's files are read when they are asked for, an archive's are kept in memory.

    Args:
        path: of the folder or the archive.

    Raises:
        DataError: it is not there, cannot be read, or holds no wav file.
    """
    folder = Path(path)
    if folder.is_dir():
        found: Contents = {_bare(name): (folder / name).read_bytes for name in _in_folder(folder)}
    else:
        check_present([path])
        found = _in_archive(path)
    if not found:
        raise DataError(Problem(f"holds no {WAV} file", where=path))
    return dict(sorted(found.items()))


def _in_folder(folder: Path) -> list[str]:
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return sorted(file.as_posix() for file in files if file.suffix.lower() == WAV)


def _in_archive(path: str) -> Contents:
    found: dict[str, Callable[[], bytes]] = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.name.lower().endswith(WAV) else None
                if stream is not None:
                    content = stream.read()
                    found[_bare(member.name)] = lambda content=content: content
    except (tarfile.TarError, EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        raise DataError(unreadable(path, error)) from error
    return found


def _bare(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))
