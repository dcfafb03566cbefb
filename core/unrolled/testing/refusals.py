"""Laws of what a task says that it cannot be built with, before anything is built."""

from __future__ import annotations

import re
from itertools import product

from unrolled.component import Surroundings
from unrolled.errors import Problem
from unrolled.sections import UnrollConfig
from unrolled.testing.law import Subject, book, expect

_PLACE = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def what_it_refuses_has_a_place(subject: Subject) -> None:
    """Whatever surrounds a task, it says what it cannot be built with as Problems of values in params.yaml."""
    for bidirectional, recurrent, scorer in product((False, True), repeat=3):
        around = Surroundings(UnrollConfig(bidirectional=bidirectional), recurrent=recurrent, scorer=scorer)
        for problem in subject.component.refuses(subject.config, around):
            ours = isinstance(problem, Problem)  # pyright: ignore[reportUnnecessaryIsInstance] - a stranger's may not be
            expect(ours, f"{problem!r}", "a Problem")
            expect(_PLACE.fullmatch(problem.where), f"a place {problem.where!r}", "the dotted name of a value")


LAWS = book(what_it_refuses_has_a_place)
