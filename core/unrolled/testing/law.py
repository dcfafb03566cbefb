"""A law: a name, a sentence, and a check that a component passes, breaks or has no part in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest import SkipTest

from unrolled.blame import told_of
from unrolled.component import Component
from unrolled.config import Config
from unrolled.neighbours import neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A component, and the configuration to build it from; laws may remember what they found for one subject.

    Args:
        component: to be checked.
        config: of the component's class.
    """

    component: Component
    config: Config


class BrokenLawError(AssertionError):
    """A component does not do what a law says.

    Args:
        seen: what it did.
        expected: what the law asks for.
    """

    def __init__(self, seen: object, expected: object) -> None:
        super().__init__(f"seen: {seen}; expected: {expected}")
        self.seen = str(seen)
        self.expected = str(expected)


class NotApplicable(SkipTest):
    """A law has nothing to say about a component; the message says why, and pytest shows it as skipped."""


class Breach(NamedTuple):
    """One broken law."""

    law: str
    seen: str
    expected: str


@dataclass(frozen=True, slots=True)
class Law:
    """One thing that holds for every component of a kind.

    Args:
        name: the check's name.
        statement: the law as a sentence.
        check: raises ``BrokenLawError`` where it does not hold, ``NotApplicable`` where it says nothing.
    """

    name: str
    statement: str
    check: Callable[[Subject], None]

    def breach(self, subject: Subject) -> Breach | None:
        """Return how a component breaks the law, None where it keeps it.

        Args:
            subject: to be checked.

        Raises:
            NotApplicable: the law has nothing to say about the component.
        """
        try:
            self.check(subject)
        except NotApplicable:
            raise
        except BrokenLawError as broken:
            return Breach(self.name, broken.seen, broken.expected)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's component raises breaks the law
            return Breach(self.name, told_of(error, _code_of(subject.component)), self.statement)
        return None


def _code_of(component: Component) -> list[Path]:
    """Return where the code around a builder stands: its package, or its file and the neighbours that this imports."""
    name = component.build.__module__
    found = [getattr(sys.modules.get(each), "__file__", None) for each in (name.partition(".")[0], name)]
    file = next((Path(path) for path in found if path), None)
    if file is None:
        return []
    return [file.parent] if file.name == "__init__.py" else [file, *neighbours(file)]


def book(*checks: Callable[[Subject], None]) -> tuple[Law, ...]:
    """Return checks as laws, named by their functions and stated by their docstrings.

    Args:
        *checks: in the order to run them.
    """
    return tuple(
        Law(check.__name__.replace("_", "-"), (check.__doc__ or "").partition("\n")[0], check) for check in checks
    )


def expect(holds: object, seen: object, expected: object) -> None:
    """Raise unless a condition holds.

    Args:
        holds: the condition.
        seen: what was seen, shown where it does not.
        expected: what the law asks for.

    Raises:
        BrokenLawError: it does not hold.
    """
    if not holds:
        raise BrokenLawError(seen, expected)
