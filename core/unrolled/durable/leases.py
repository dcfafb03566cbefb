"""One process at a time for a piece of work, across machines, for as long as that process lives.

A lease is a row of numbered files; the highest one holds it. Who finds its holder gone creates the next number, which
only one process can, so that nothing is ever taken from a holder that has just come.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from unrolled.durable.owners import is_gone, this_owner
from unrolled.durable.shelves import Shelf
from unrolled.errors import UnrolledError

BEAT = 5.0
"""Seconds between two signs of life of a holder."""
PATIENCE = 60.0
"""Seconds without one after which a holder counts as gone."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that this process holds.

    Args:
        shelf: where it stands.
        number: of its file.
        token: that no other holder ever has.
    """

    shelf: Shelf
    number: int
    token: str

    @property
    def lost(self) -> bool:
        """Whether this process was thought gone, and another has taken its place."""
        newest = max(self.shelf.numbers(), default=0)
        found = self.shelf.look(newest)
        return newest != self.number or found is None or self.token.encode() not in found[0]


class Watch:
    """Tells a holder that is gone by what is seen of it alone: the clocks of two machines are never compared.

    Args:
        shelf: of the lease.
        clock: seconds from any start, for ever growing.
    """

    def __init__(self, shelf: Shelf, clock: Callable[[], float] = time.monotonic) -> None:
        self._shelf = shelf
        self._clock = clock
        self._seen: tuple[int, object] = (0, None)
        self._since = 0.0

    def free(self) -> int:
        """Return the number that may be created now; 0 where the lease has a holder that may be alive."""
        number = max(self._shelf.numbers(), default=0)
        if not number:
            return 1
        found = self._shelf.look(number)
        if found is None:  # let go between the two looks
            return 0
        owner, sign = found
        if (number, sign) != self._seen:
            self._seen, self._since = (number, sign), self._clock()
        return number + 1 if is_gone(owner) or self._clock() - self._since > PATIENCE else 0


@contextmanager
def lease(shelf: Shelf, settled: Callable[[], bool]) -> Generator[Lease | None]:
    """Wait for a lease, and hold it for as long as the block runs.

    Args:
        shelf: of the lease.
        settled: says that nobody needs it any more.

    Yields:
        The lease; None where nobody needs it any more.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    held = _wait(shelf, settled)
    if held is None:
        yield None
        return
    try:
        # Whoever held it before may have finished between the last look and this.
        if settled():
            yield None
        else:
            with _beating(held):
                yield held
    finally:
        for number in sorted(shelf.numbers()):
            if number <= held.number:
                shelf.remove(number)


def _wait(shelf: Shelf, settled: Callable[[], bool]) -> Lease | None:
    watch, token, pause = Watch(shelf), uuid.uuid4().hex, _FIRST_PAUSE
    while not settled():
        number = watch.free()
        if number and shelf.create(number, this_owner(token)):
            return Lease(shelf, number, token)
        time.sleep(pause)
        pause = min(1.5 * pause, _LONGEST_PAUSE)
    return None


@contextmanager
def _beating(held: Lease) -> Generator[None]:
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            with suppress(OSError, UnrolledError):
                held.shelf.beat(held.number)

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
