"""The ledger of a search: its only truth, appended line by line, each with its length and checksum.

A line is ``LENGTH CRC32 JSON``. A last line without an end was torn by a kill and is dropped; any other line that is
not what its checksum says is damage, and nothing is guessed.
"""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterable
from pathlib import Path

from unrolled.durable import append, write_bytes
from unrolled.errors import IntegrityError, Problem
from unrolled_workflows.search.record.events import Event, from_plain, to_plain

_log = logging.getLogger("unrolled")


class Ledger:
    """Takes events; they are on the disk when ``commit`` returns.

    Args:
        path: of the file; whoever writes holds the search's lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: list[bytes] = []
        self._refused = False

    def note(self, event: Event) -> None:
        """Take an event; it is written with the next commit.

        Args:
            event: that happened.
        """
        self._waiting.append(_line(event))

    def commit(self) -> None:
        """Write what was noted, and wait until it is on the disk: one wait for many events.

        Once the disk has refused, nothing more is written: what stands in the file by then is not known.

        Raises:
            ResourceError: the disk is full or refuses.
        """
        if not self._waiting or self._refused:
            return
        self._refused = True
        append(self.path, b"".join(self._waiting))
        self._waiting, self._refused = [], False

    def recover(self) -> list[Event]:
        """Read all events, and cut a torn last line off the file.

        Returns:
            The events, in order; none where there is no file.

        Raises:
            IntegrityError: a line is damaged; the message names it.
        """
        if not self.path.exists():
            return []
        whole, torn = self._parts()
        if torn:
            _log.warning("%s: the last line was torn by a kill (%d bytes); dropped", self.path, len(torn))
            write_bytes(self.path, whole)
        return list(self._events(whole.splitlines()))

    def read(self) -> list[Event]:
        """Read all events, and leave the file as it is: another process may be writing its last line.

        Raises:
            IntegrityError: a line is damaged; the message names it.
        """
        return list(self._events(self._parts()[0].splitlines()))

    def _parts(self) -> tuple[bytes, bytes]:
        data = self.path.read_bytes()
        end = data.rfind(b"\n") + 1
        return data[:end], data[end:]

    def _events(self, lines: Iterable[bytes]) -> Iterable[Event]:
        for number, line in enumerate(lines, 1):
            try:
                yield _event(line)
            except (ValueError, TypeError) as error:
                what = f"is damaged: {error}; nothing after it can be trusted"
                command = "docs/search.md#a-damaged-ledger"
                raise IntegrityError(Problem(what, where=f"{self.path}:{number}", command=command)) from error


def _line(event: Event) -> bytes:
    text = json.dumps(to_plain(event), sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return b"%d %08x %s\n" % (len(text), zlib.crc32(text), text)


def _event(line: bytes) -> Event:
    length, _, rest = line.partition(b" ")
    checksum, _, text = rest.partition(b" ")
    if b"%d" % len(text) != length or b"%08x" % zlib.crc32(text) != checksum:
        raise ValueError("its length or checksum is not that of its text")
    return from_plain(json.loads(text))
