"""A remote folder of objects, through fsspec: what it raises, the house says."""

from __future__ import annotations

import posixpath
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from unrolled.errors import ConfigError, Problem, ResourceError, UnrolledError, nearest
from unrolled.secrets import without_passwords


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that fsspec reaches.

    Args:
        files: the file system.
        path: of the folder, as the file system calls it.
        location: as params.yaml writes it.
    """

    files: Any
    path: str
    location: str

    def at(self, *names: str) -> str:
        """Return the path of an object.

        Args:
            *names: of the folders below this one, and of the object.
        """
        return posixpath.join(self.path, *names)

    @contextmanager
    def reached(self, doing: str) -> Generator[Any]:
        """Give the file system, its listings fresh.

        Args:
            doing: what the block does with the store, as a passive: ``read``.

        Raises:
            ResourceError: the file system refuses; each has exceptions of its own.
        """
        try:
            self.files.invalidate_cache()
            yield self.files
        except UnrolledError:
            raise
        except Exception as error:
            shown = without_passwords(self.location)
            detail = f": {error}" if shown == self.location else ""  # it may repeat the password
            what = f"the store cannot be {doing}: {type(error).__name__}{detail}"
            raise ResourceError(Problem(what, where=shown)) from error


def open_folder(location: str) -> Folder:
    """Find the file system of a URL.

    Args:
        location: the URL.

    Raises:
        ConfigError: the protocol is unknown, or the package that speaks it is not installed.
        ResourceError: the file system cannot be reached.
    """
    from fsspec.core import url_to_fs
    from fsspec.registry import known_implementations

    shown, protocol = without_passwords(location), location.partition("://")[0].rpartition("::")[2]
    try:
        files, path = url_to_fs(location)
    except ImportError as error:
        package = known_implementations[protocol]["class"].partition(".")[0]
        what = f"the store needs a package that is not installed: {error}"
        command = f"pip install {package}" if package != "fsspec" else ""
        raise ConfigError(Problem(what, where=shown, command=command)) from error
    except ValueError as error:
        near = nearest(protocol, known_implementations)
        raise ConfigError(Problem(f"no store speaks '{protocol}'", where=shown, nearest=near)) from error
    except Exception as error:
        raise ResourceError(Problem(f"the store cannot be reached: {type(error).__name__}", where=shown)) from error
    return Folder(files, path, location)


@dataclass(frozen=True, slots=True)
class ObjectShelf:
    """A shelf for leases in a remote folder; exclusive where its file system can create an object exclusively.

    Args:
        folder: of the store.
        name: of the lease.
    """

    folder: Folder
    name: str

    def numbers(self) -> list[int]:
        """Return the numbers that are there."""
        with self.folder.reached("read") as files:
            parent = self.folder.at(".leases")
            names = files.ls(parent, detail=False) if files.exists(parent) else []
        split = (posixpath.basename(name).rpartition(".") for name in names)
        return [int(number) for name, _, number in split if name == self.name and number.isdigit()]

    def create(self, number: int, owner: bytes) -> bool:
        """Create an object, unless it is there already."""
        with self.folder.reached("written") as files:
            files.makedirs(self.folder.at(".leases"), exist_ok=True)
            try:
                files.pipe_file(self._object(number), owner, mode="create")
            except FileExistsError:
                return False
        return True

    def look(self, number: int) -> tuple[bytes, object] | None:
        """Return the content, which is its own sign of life; None where there is none."""
        with self.folder.reached("read") as files:
            try:
                content = bytes(files.cat_file(self._object(number)))
            except FileNotFoundError:
                return None
        return content, content

    def beat(self, number: int) -> None:
        """Make the content one blank longer: not every file system tells when an object was written."""
        if found := self.look(number):
            with self.folder.reached("written") as files:
                files.pipe_file(self._object(number), found[0] + b" ")

    def remove(self, number: int) -> None:
        """Remove an object; nothing happens where it is not there."""
        with self.folder.reached("written") as files, suppress(FileNotFoundError):
            files.rm_file(self._object(number))

    def _object(self, number: int) -> str:
        return self.folder.at(".leases", f"{self.name}.{number}")
