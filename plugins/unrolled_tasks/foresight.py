"""What a task that predicts the next step cannot be built with."""

from __future__ import annotations

from collections.abc import Iterator

from unrolled import Problem, Surroundings


def refuses_foresight(doing: str, around: Surroundings) -> Iterator[Problem]:
    """Refuse an encoder of both directions.

    Args:
        doing: what the task does, as a clause.
        around: what it is to be built with.
    """
    if around.unroll.bidirectional:
        what = f"{doing}, and a bidirectional encoder has already seen it"
        yield Problem(what, where="unroll.bidirectional", command="unrolled run unroll.bidirectional=false")
