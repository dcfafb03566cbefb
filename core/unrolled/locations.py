"""Where a file is and what its name says: a path or a URL, packed or not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from unrolled.errors import DataError, Problem, nearest
from unrolled.secrets import without_passwords

PACKED = (".gz", ".bz2", ".xz")
"""Extensions of packed files that can be read."""


def is_url(location: str) -> bool:
    """Return whether fsspec is to fetch a file.

    Args:
        location: path or URL.
    """
    return "://" in location or "::" in location


def file_name(location: str) -> str:
    """Return what a file is called, in small letters, without what a URL says besides.

    Args:
        location: path or URL.
    """
    return (location.partition("::")[0].partition("?")[0] if is_url(location) else location).lower()


def packing(location: str) -> str:
    """Return the extension that says how a file is packed; empty where it is not.

    Args:
        location: path or URL.
    """
    suffix = Path(file_name(location)).suffix
    return suffix if suffix in PACKED else ""


def check_present(locations: Iterable[str]) -> None:
    """See that every local file is there before any is read.

    Args:
        locations: paths and URLs.

    Raises:
        DataError: files are missing or are directories; every one is named.
    """
    problems = [problem for location in locations if not is_url(location) and (problem := _absence(location))]
    if problems:
        raise DataError(*problems)


def unreadable(location: str, error: Exception) -> Problem:
    """Return what is told of a file whose system refuses to give it.

    Args:
        location: path or URL.
        error: of the system, or of what unpacks.
    """
    return Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", where=without_passwords(location))


def _absence(location: str) -> Problem | None:
    path = Path(location)
    try:
        if path.is_dir():
            return Problem("is a directory, where a file is expected", where=location)
        if path.is_file():
            return None
        if path.exists():
            return Problem("is no file that can be read twice", where=location)
        names = [neighbour.name for neighbour in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError as error:
        return unreadable(location, error)
    return Problem("there is no such file", where=location, nearest=nearest(path.name, sorted(names)))
