"""Pictures, and what was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread

_SHOWN = 9
_SIDES = range(4, 65)
"""Rows and columns of what is taken for a picture: a wave has one column, a spectrum more rows."""


def pictures(facts: ReportFacts) -> Panel | None:
    """Return some inputs as pictures; None where rows hold no texts, or their inputs are no pictures.

    Args:
        facts: of the report.
    """
    drawn = [place for place in pictured(facts.predictions) if _is_picture(facts.frames.get(place, ()))]
    if not drawn:
        return None
    remark = (
        "Of some examples, evenly spread over the split: the input as it is read, a row a step, and the prediction."
    )
    return Panel("Inputs as pictures", remark, [_figure(facts, place) for place in drawn])


def pictured(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the places of the examples that are drawn.

    Args:
        rows: of the task.
    """
    found = [
        place
        for place, row in enumerate(rows)
        if isinstance(row.get("target"), str) and isinstance(row.get("predicted"), str)
    ]
    return [found[place] for place in spread(len(found), _SHOWN)]


def _is_picture(frames: Sequence[Sequence[float]]) -> bool:
    return len(frames) in _SIDES and len(frames[0]) in _SIDES


def _figure(facts: ReportFacts, place: int) -> Figure:
    row, frames = facts.predictions[place], facts.frames[place]
    summary = f"Predicted: {row['predicted']}. Target: {row['target']}."
    bare = {"showticklabels": False, "ticks": "", "showgrid": False, "linecolor": "--page"}
    spec = {
        "data": [
            {
                "type": "heatmap",
                "z": frames,
                "colorscale": [[0, "--soft"], [1, "--ink"]],
                "showscale": False,
                "hoverinfo": "skip",
            }
        ],
        "layout": {
            "xaxis": {**bare, "constrain": "domain"},
            "yaxis": {**bare, "autorange": "reversed", "scaleanchor": "x"},
        },
    }
    said, meant = str(row["predicted"]), str(row["target"])
    title = said if said == meant else f"{said} (is: {meant})"
    return Figure(f"picture-{place}", title, summary, spec)
