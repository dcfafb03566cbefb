"""Texts that the task wrote, beside those that it should have written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.panels.panel import Line, Panel, Piece, spread
from unrolled_workflows.report.wording import number

_SHOWN = 20
_WORDS = re.compile(r"\S+\s*")


def texts(facts: ReportFacts) -> Panel | None:
    """Return sources, targets and predictions of some examples; None where rows hold no texts.

    Args:
        facts: of the report.
    """
    found = [
        (source, str(row["target"]), str(row["predicted"]))
        for row, source in zip(facts.predictions, facts.texts, strict=True)
        if isinstance(row.get("target"), str) and isinstance(row.get("predicted"), str)
    ]
    if not found:
        return None
    exact = sum(target == predicted for _, target, predicted in found)
    remark = (
        f"{number(exact)} of {number(len(found))} predictions equal their targets to the letter. Of some examples, "
        "evenly spread over the split: what differs is marked."
    )
    return Panel(
        "Targets and predictions", remark, examples=[compared(*found[place]) for place in spread(len(found), _SHOWN)]
    )


def compared(source: str, target: str, predicted: str) -> list[Line]:
    """Return the lines of one example, with what differs between target and prediction marked.

    Args:
        source: the input's text; empty where it has none.
        target: to be written.
        predicted: was written.
    """
    by_word = any(letter.isspace() for letter in target + predicted)
    wanted, written = (_WORDS.findall(text) if by_word else list(text) for text in (target, predicted))
    # The space behind a word is no part of it: the last word of a text has none.
    matched = SequenceMatcher(None, [each.rstrip() for each in wanted], [each.rstrip() for each in written], False)
    blocks = matched.get_matching_blocks()
    same = [{place for block in blocks for place in range(block[side], block[side] + block.size)} for side in (0, 1)]
    lines = [Line("source", [Piece(source)])] if source else []
    return [*lines, Line("target", _pieces(wanted, same[0])), Line("predicted", _pieces(written, same[1]))]


def _pieces(units: Iterable[str], same: set[int]) -> list[Piece]:
    """Join what is right, and what is wrong, into pieces as long as can be."""
    pieces: list[Piece] = []
    for place, unit in enumerate(units):
        wrong = place not in same
        if pieces and pieces[-1].wrong == wrong:
            pieces[-1] = Piece(pieces[-1].text + unit, wrong=wrong)
        else:
            pieces.append(Piece(unit, wrong=wrong))
    return pieces
