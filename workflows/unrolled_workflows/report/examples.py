"""The examples that the model got most wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.wording import number

WORST = 20
_SHOWN = 400
"""Characters of a text that are shown before a reader asks for the rest."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Args:
        figures: heading to value, as they stand before the text.
        start: the text, or its beginning.
        rest: what follows the beginning of a long text.
    """

    figures: dict[str, str]
    start: str
    rest: str


def worst(facts: ReportFacts) -> list[Example]:
    """Return the examples of the highest loss, the worst first; none where there is nothing but a loss to show.

    Args:
        facts: of the report.
    """
    rows = zip(facts.predictions, facts.texts, strict=True)
    ranked = sorted((row for row in rows if row[0].get("loss") is not None), key=lambda row: -_rank(row[0]))
    examples = [Example(_figures(facts, row), *_parts(text)) for row, text in ranked[:WORST]]
    return examples if any(example.start or len(example.figures) > 1 for example in examples) else []


def _parts(text: str) -> tuple[str, str]:
    """Cut a long text behind a word, where there is one."""
    if len(text) <= _SHOWN:
        return text, ""
    cut = text.rfind(" ", 1, _SHOWN) + 1 or _SHOWN
    return text[:cut], text[cut:]


def _rank(row: Mapping[str, Any]) -> float:
    return math.inf if math.isnan(row["loss"]) else row["loss"]


def _figures(facts: ReportFacts, row: Mapping[str, Any]) -> dict[str, str]:
    shown = {"loss": number(float(row["loss"]))}
    if "label" in row:
        for name in ("label", "predicted"):
            if isinstance(row.get(name), (int, str)):
                shown[name] = facts.class_name(row[name])
    elif isinstance(row.get("target"), (int, float)):
        shown |= {name: number(row[name]) for name in ("target", "predicted")}
    if "label" in shown and row.get("probabilities"):
        by_class = dict(zip(facts.classes, row["probabilities"], strict=True))
        shown["p(label)"] = number(float(by_class[shown["label"]]))
    if "tokens" in row:
        shown["tokens"] = number(row["tokens"])
    return shown
