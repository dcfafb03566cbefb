"""A store whose outputs are checked once a process, not once a trial."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from unrolled_workflows.store.contract import Store


class KnownStore:
    """Remembers which outputs were found whole; see ``Store``.

    Args:
        store: to ask for the others.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], Path] = {}

    def find(self, stage: str, key: str) -> Path | None:
        """Return the sealed output of a key; see ``Store``."""
        known = self._known.get((stage, key))
        if known is not None and known.is_dir():
            return known
        found = self._store.find(stage, key)
        if found is not None:
            self._known[stage, key] = found
        return found

    def building(self, stage: str, key: str) -> AbstractContextManager[Path | None]:
        """Make this process the only one that builds an output; see ``Store``."""
        return self._store.building(stage, key)
