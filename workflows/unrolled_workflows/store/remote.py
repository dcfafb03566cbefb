"""A store behind a URL: each output is fetched once into a local store, and built by one machine.

Where the file system cannot create an object exclusively, two machines may build the same output at once. They then
upload the same bytes, for its key says all that it depends on.
"""

from __future__ import annotations

import logging
import posixpath
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from unrolled.durable import MANIFEST, faultpoint, lease, outside, read_manifest, remove, verify
from unrolled.errors import IntegrityError, Problem
from unrolled_workflows.store.local import LocalStore
from unrolled_workflows.store.objects import Folder, ObjectShelf, open_folder

_log = logging.getLogger("unrolled")


def writable_folder(location: str) -> Folder:
    """Reach the folder of a URL, and see that it can be written.

    Args:
        location: the URL.

    Raises:
        ConfigError: the protocol is unknown, or the package that speaks it is not installed.
        ResourceError: the folder cannot be reached or written.
    """
    folder = open_folder(location)
    probe = folder.at(f".probe-{uuid.uuid4().hex}")
    with folder.reached("written") as files:
        files.makedirs(folder.path, exist_ok=True)
        files.pipe_file(probe, b"probe")
        files.rm_file(probe)
    return folder


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A store in a folder that fsspec reaches.

    Args:
        folder: that all machines share.
        copies: where the outputs stand on this machine.
    """

    folder: Folder
    copies: LocalStore

    def find(self, stage: str, key: str) -> Path | None:
        """Return the sealed output of a key, fetched where this machine has none; see ``Store``."""
        found = self.copies.find(stage, key)
        if found is not None or not self._stands(stage, key):
            return found
        with self.copies.building(stage, key) as work:
            if work is not None:
                self._fetch(stage, key, work / "out")
        return self.copies.find(stage, key)

    @contextmanager
    def building(self, stage: str, key: str) -> Generator[Path | None]:
        """Wait until no other process of any machine builds an output, and keep the others out; see ``Store``."""
        shelf = ObjectShelf(self.folder, f"{stage}-{key}")
        with self.copies.building(stage, key) as work:
            if work is None:
                yield None
                return
            with lease(shelf, lambda: self._stands(stage, key)) as held:
                yield work if held else None
                if held:
                    self._upload(stage, key, work / "out")

    def _upload(self, stage: str, key: str, out: Path) -> None:
        for name in (*sorted(read_manifest(out)["files"]), MANIFEST):
            faultpoint("store.upload")
            target = self.folder.at(stage, key, name)
            with self.folder.reached("written") as files:
                files.makedirs(posixpath.dirname(target), exist_ok=True)
                files.put_file(str(out / name), target)

    def _stands(self, stage: str, key: str) -> bool:
        with self.folder.reached("read") as files:
            return files.exists(self.folder.at(stage, key, MANIFEST))

    def _fetch(self, stage: str, key: str, out: Path) -> None:
        remove(out)
        try:
            self._copy(stage, key, MANIFEST, out)
            for name in _names(out):
                faultpoint("store.fetch")
                self._copy(stage, key, name, out)
            verify(out)
        except IntegrityError as error:
            manifest = self.folder.at(stage, key, MANIFEST)
            with self.folder.reached("written") as files, suppress(FileNotFoundError):
                files.mv(manifest, f"{manifest}.bad")
            _log.warning("store: %s/%s set aside: %s", stage, key[:12], error.problems[0])
            remove(out)

    def _copy(self, stage: str, key: str, name: str, out: Path) -> None:
        """Fetch one file; one that is not there is missing from ``out`` too, as its manifest then says."""
        source = self.folder.at(stage, key, name)
        with self.folder.reached("read") as files:
            if files.exists(source):
                with outside(out / name) as temporary:
                    files.get_file(source, str(temporary))


def _names(out: Path) -> list[str]:
    """Return the files that a fetched manifest names, none of them outside its directory."""
    names = sorted(read_manifest(out)["files"])
    for name in names:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise IntegrityError(Problem(f"its manifest names {name!r}, a file outside of it", where=str(out)))
    return names
