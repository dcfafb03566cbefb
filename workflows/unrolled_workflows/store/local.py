"""A store in a directory, which machines may share.

``STAGE/KEY/`` holds an output, ``.work/`` what is being built, ``.leases/`` who builds it.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from unrolled.durable import (
    MANIFEST,
    FileShelf,
    Lease,
    lease,
    make_directory,
    place,
    remove,
    set_aside,
    take_over,
    verify,
)
from unrolled.errors import IntegrityError

_log = logging.getLogger("unrolled")


@dataclass(frozen=True, slots=True)
class LocalStore:
    """A store in a directory of this machine, or of a disk that machines share.

    Args:
        root: of the store, absolute.
    """

    root: Path

    def find(self, stage: str, key: str) -> Path | None:
        """Return the sealed output of a key; see ``Store``."""
        entry = self._entry(stage, key)
        if not entry.is_dir():
            return None
        try:
            verify(entry)
        except IntegrityError:
            self._set_aside(stage, key)
            return None
        return entry

    @contextmanager
    def building(self, stage: str, key: str) -> Generator[Path | None]:
        """Wait until no other process builds an output, and keep the others out; see ``Store``."""
        entry = self._entry(stage, key)
        with lease(self._shelf(stage, key), entry.is_dir) as held:
            if held is None:
                yield None
                return
            work = self._work(stage, key, held)
            try:
                yield work
                # Whoever takes a lease over renames its work, so that this rename fails if it comes too late.
                if (work / "out" / MANIFEST).is_file() and not held.lost:
                    place(work / "out", entry)
            except Exception as error:
                if not held.lost:
                    raise
                _log.warning("store: another process builds %s/%s by now: %s", stage, key[:12], error)
            if entry.is_dir() or held.lost:
                remove(work)

    def _entry(self, stage: str, key: str) -> Path:
        return self.root / stage / key

    def _set_aside(self, stage: str, key: str) -> None:
        """Set a damaged output aside, unless another process has just put a good one in its place."""
        entry = self._entry(stage, key)
        with lease(self._shelf(stage, key), lambda: not entry.is_dir()) as held:
            if held is None:
                return
            try:
                verify(entry)
            except IntegrityError as error:
                bad = set_aside(entry)
                _log.warning("store: %s/%s set aside as %s: %s", stage, key[:12], bad.name, error.problems[0])

    def _shelf(self, stage: str, key: str) -> FileShelf:
        return FileShelf(self.root / ".leases" / f"{stage}-{key}")

    def _work(self, stage: str, key: str, held: Lease) -> Path:
        """Return a directory of this holder's own, with what an earlier one left."""
        parent = self.root / ".work"
        make_directory(parent)
        work = parent / f"{stage}-{key[:16]}.{held.token[:16]}"
        for left in parent.glob(f"{stage}-{key[:16]}.*"):
            if work.exists():
                remove(left)
            else:
                take_over(left, work)
        make_directory(work)
        return work
