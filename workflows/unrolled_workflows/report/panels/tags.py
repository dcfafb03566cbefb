"""A tag for every token, the wrong ones marked."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.panels.panel import Line, Panel, Piece, spread
from unrolled_workflows.report.wording import number

_SHOWN = 20
_LONGEST = 120
"""Tokens of a sequence that are shown."""


def tags(facts: ReportFacts) -> Panel | None:
    """Return the tags of some sequences; None where rows hold none.

    Args:
        facts: of the report.
    """
    found = [(place, *each) for place, each in enumerate(facts.tagged()) if each is not None]
    if not found:
        return None
    total = sum(len(target) for _, target, _ in found)
    wrong = sum(tag != guess for _, target, predicted in found for tag, guess in zip(target, predicted, strict=True))
    remark = (
        f"{number(wrong)} of {number(total)} tags are wrong. Of some sequences, evenly spread over the split: below "
        "each token its predicted tag; where that is wrong, the right one behind a stroke."
    )
    shown = [found[place] for place in spread(len(found), _SHOWN)]
    return Panel(
        "Tagged sequences", remark, examples=[_example(facts, place, target, made) for place, target, made in shown]
    )


def _example(facts: ReportFacts, place: int, target: Sequence[str], predicted: Sequence[str]) -> list[Line]:
    tokens = facts.tokens.get(place, ())
    if len(tokens) != len(target):
        tokens = [str(step) for step in range(1, len(target) + 1)]
    pieces = [_piece(*each) for each in zip(tokens, target, predicted, strict=True)]
    cut = [Piece("…")] if len(pieces) > _LONGEST else []
    return [Line("", [*pieces[:_LONGEST], *cut])]


def _piece(token: str, target: str, predicted: str) -> Piece:
    wrong = target != predicted
    return Piece(token, f"{predicted} | {target}" if wrong else predicted, wrong)
