"""Numbers that were predicted, over those that should have been."""

from __future__ import annotations

from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread
from unrolled_workflows.report.wording import number

_SHOWN = 2000


def scatter(facts: ReportFacts) -> Panel | None:
    """Return predictions over targets; None where rows hold no numbers.

    Args:
        facts: of the report.
    """
    found = [
        (float(row["target"]), float(row["predicted"]))
        for row in facts.predictions
        if isinstance(row.get("target"), (int, float)) and isinstance(row.get("predicted"), (int, float))
    ]
    if not found:
        return None
    pairs = [found[place] for place in spread(len(found), _SHOWN)]
    error = sum(abs(target - predicted) for target, predicted in found) / len(found)
    summary = f"{number(len(pairs))} examples; the mean distance from the diagonal, over all, is {number(error)}."
    remark = f"On the diagonal a prediction is right. {summary}"
    return Panel("Predicted over target", remark, [Figure("scatter", "Each point an example", summary, _spec(pairs))])


def _spec(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    low, high = (pick(value for pair in pairs for value in pair) for pick in (min, max))
    points = {"x": [target for target, _ in pairs], "y": [predicted for _, predicted in pairs]}
    marker = {"color": "--validation", "size": 5, "opacity": 0.6}
    diagonal = {"x": [low, high], "y": [low, high], "line": {"color": "--muted", "width": 1, "dash": "dot"}}
    hover = "target %{x:.4g}, predicted %{y:.4g}<extra></extra>"
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "hoverinfo": "skip", **diagonal},
            {"type": "scatter", "mode": "markers", "marker": marker, "hovertemplate": hover, **points},
        ],
        "layout": {
            "hovermode": "closest",
            "xaxis": {"title": {"text": "target", "font": {"size": 13}}},
            "yaxis": {"title": {"text": "predicted", "font": {"size": 13}}},
        },
    }
