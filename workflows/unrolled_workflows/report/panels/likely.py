"""The texts that a language model finds likeliest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.panels.panel import Line, Panel, Piece
from unrolled_workflows.report.wording import number

_SHOWN = 10
_LONGEST = 400


def likely(facts: ReportFacts) -> Panel | None:
    """Return the texts of the lowest loss a token; None where rows hold no log-probabilities.

    Args:
        facts: of the report.
    """
    rows = zip(facts.predictions, facts.texts, strict=True)
    found = [(row, text) for row, text in rows if "log_probability" in row and "loss" in row and text]
    if not found:
        return None
    remark = "The lowest loss a token, in nats; the highest stand among the worst examples."
    best = sorted(found, key=lambda each: each[0]["loss"])[:_SHOWN]
    return Panel("Likeliest texts", remark, examples=[[_line(*each)] for each in best])


def _line(row: Mapping[str, Any], text: str) -> Line:
    return Line(number(float(row["loss"])), [Piece(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")])
