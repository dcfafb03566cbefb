"""Whether the model is as sure as it is right.

Source: Guo et al. (2017), "On calibration of modern neural networks", section 2.
"""

from __future__ import annotations

from math import ceil
from statistics import fmean
from typing import Any, NamedTuple

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel
from unrolled_workflows.report.wording import number

_BINS = 15


class _Bin(NamedTuple):
    """Examples of about the same confidence: their number, their mean confidence, the share of right ones."""

    size: int
    confidence: float
    accuracy: float


def calibration(facts: ReportFacts) -> Panel | None:
    """Return the share of right predictions over their confidence; None where rows hold no probabilities.

    Args:
        facts: of the report.
    """
    found = [
        (max(row["probabilities"]), row["label"] == row["predicted"])
        for row in facts.predictions
        if row.get("probabilities") and "label" in row
    ]
    if not found:
        return None
    bins = [made for place in range(_BINS) if (made := _bin(found, place))]
    error = sum(each.size * abs(each.confidence - each.accuracy) for each in bins) / len(found)
    remark = (
        "The probability of the predicted class, and how often it was right: on the diagonal the model is as sure as "
        f"it should be. The mean distance, weighted by examples, is {number(error)}."
    )
    said = ", ".join(f"{number(each.accuracy)} at {number(each.confidence)}" for each in bins)
    summary = f"Share of right predictions at mean confidence: {said}."
    return Panel("Calibration", remark, [Figure("calibration", "Right, by confidence", summary, _spec(bins))])


def _bin(found: list[tuple[float, bool]], place: int) -> _Bin | None:
    # A bin holds its upper edge and not its lower one, as the classifier's own figure has it.
    inside = [each for each in found if min(max(ceil(each[0] * _BINS), 1), _BINS) == place + 1]
    if not inside:
        return None
    confidences, hits = zip(*inside, strict=True)
    return _Bin(len(inside), fmean(confidences), fmean(hits))


def _spec(bins: list[_Bin]) -> dict[str, Any]:
    points = {"x": [each.confidence for each in bins], "y": [each.accuracy for each in bins]}
    counts = [f"{each.size:,} examples" for each in bins]
    diagonal = {"x": [0, 1], "y": [0, 1], "line": {"color": "--muted", "width": 1, "dash": "dot"}}
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "hoverinfo": "skip", **diagonal},
            {
                "type": "scatter",
                "mode": "lines+markers",
                "line": {"color": "--validation", "width": 2},
                "marker": {"color": "--validation", "size": 6},
                "text": counts,
                "hovertemplate": "%{y:.3f} right at %{x:.3f}, %{text}<extra></extra>",
                **points,
            },
        ],
        "layout": {
            "hovermode": "closest",
            "xaxis": {"title": {"text": "confidence", "font": {"size": 13}}, "range": [0, 1.02]},
            "yaxis": {"title": {"text": "share right", "font": {"size": 13}}, "range": [0, 1.02]},
        },
    }
