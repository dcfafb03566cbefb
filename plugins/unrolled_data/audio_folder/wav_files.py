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
        DataError: it is not there, cannot be read, holds no wav file, or two that differ in how .wav is written.
    """
    folder = Path(path)
    if folder.is_dir():
        found: Contents = {name: (folder / name).read_bytes for name in _in_folder(folder)}
    else:
        check_present([path])
        found = _in_archive(path)
    if not found:
        raise DataError(Problem(f"holds no {WAV} file", where=path))
    bare: dict[str, str] = {}
    for name in sorted(found):
        if (twin := bare.setdefault(without_ending(name), name)) != name:
            what = f"holds '{twin}' and '{name}', which a pattern cannot tell apart: rename one"
            raise DataError(Problem(what, where=path))
    return {short: found[name] for short, name in sorted(bare.items())}


def without_ending(name: str) -> str:
    """Return a path without .wav, however that is written, and without a dot before it.

    Args:
        name: of a file.
    """
    path = PurePosixPath(name)
    return str(path.with_suffix("") if path.suffix.lower() == WAV else path)


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
                    found[member.name] = lambda content=content: content
    except (tarfile.TarError, KeyError, EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        raise DataError(unreadable(path, error)) from error
    return found
