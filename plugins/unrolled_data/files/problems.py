"""The problems of one file, collected so that they are told at once."""

from __future__ import annotations

from unrolled.errors import DataError, Problem
from unrolled.secrets import without_passwords

SHOWN = 20


class Problems:
    """What is wrong with one file; the first twenty are shown, the rest are counted.

    Args:
        location: path or URL, as the user wrote it; passwords are not shown.
        unit: put before a number, where it is not a line's: ``row ``.
    """

    def __init__(self, location: str, unit: str = "") -> None:
        self._location = without_passwords(location)
        self._unit = unit
        self._shown: list[Problem] = []
        self._count = 0

    def add(self, what: str, *, line: int | None = None, nearest: str = "") -> None:
        """Note one problem.

        Args:
            what: the sentence that says what is wrong.
            line: from 1; None for the file as a whole.
            nearest: the valid choice closest to what was found.
        """
        self._count += 1
        if self._count <= SHOWN:
            where = self._location if line is None else f"{self._location}:{self._unit}{line}"
            self._shown.append(Problem(what, where=where, nearest=nearest))

    def check(self) -> None:
        """Raise what was noted, if anything was.

        Raises:
            DataError: at least one problem was noted.
        """
        more = self._count - SHOWN
        if more > 0:
            self._shown.append(Problem(f"and {more} more problems", where=self._location))
        if self._shown:
            raise DataError(*self._shown)
