"""What a store of stage outputs does, wherever it stands."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """Finished stage outputs by stage and key; two outputs of one key hold the same bytes."""

    def find(self, stage: str, key: str) -> Path | None:
        """Return the sealed output of a key, each file checked against its digest.

        Args:
            stage: its name.
            key: digest of all that the output depends on.

        Returns:
            A directory on this machine, or None where there is none yet. A damaged one is set aside and said.

        Raises:
            ResourceError: the disk is full or refuses, or the store cannot be reached.
        """
        ...

    def building(self, stage: str, key: str) -> AbstractContextManager[Path | None]:
        """Wait until no other process builds an output, and keep the others out for as long as the block runs.

        Args:
            stage: its name.
            key: digest of all that the output depends on.

        Yields:
            A directory to build in, with what a builder that was killed left there. Its ``out``, once sealed, is the
            output when the block ends; after an error it stays for the next builder. None where another process has
            finished the output in the meantime.

        Raises:
            ResourceError: the disk is full or refuses, or the store cannot be reached.
        """
        ...
