"""Where a decoder looked while it wrote: the alignment of some examples as heat maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread

_SHOWN = 6
_LONGEST = 60
"""Rows and columns beyond which the words beside a map could not be read."""
_TITLE = 60


def alignment(facts: ReportFacts) -> Panel | None:
    """Return the alignment of some examples; None where rows hold none.

    Args:
        facts: of the report.
    """
    rows = zip(facts.predictions, facts.texts, strict=True)
    found = [(place, row, source) for place, (row, source) in enumerate(rows) if _fits(row.get("alignment"))]
    if not found:
        return None
    remark = (
        "Each row is a step of the decoder, each column a place of the source; the darker, the more of the weight "
        "lies there. A row sums to one."
    )
    figures = [_figure(facts, *found[place]) for place in spread(len(found), _SHOWN)]
    return Panel("Alignments", remark, figures)


def _fits(matrix: Any) -> bool:
    return bool(matrix) and len(matrix) <= _LONGEST and 0 < len(matrix[0]) <= _LONGEST


def _figure(facts: ReportFacts, place: int, row: Mapping[str, Any], source: str) -> Figure:
    weights = row["alignment"]
    columns = labels(facts.tokens.get(place, ()), source, len(weights[0]), ended=True)
    rows = labels((), str(row.get("predicted", "")), len(weights))
    furthest = [max(range(len(columns)), key=step.__getitem__) for step in weights]
    pairs = ", ".join(f"{name} to {columns[most]}" for name, most in zip(rows, furthest, strict=True))
    summary = f"The most weight of each step of the decoder: {pairs}."
    title = str(row.get("predicted", ""))
    title = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
    return Figure(f"alignment-{place}", title, summary, _spec(weights, rows, columns))


def labels(tokens: Sequence[str], text: str, count: int, *, ended: bool = False) -> list[str]:
    """Return what stands beside the rows or columns of a map.

    Args:
        tokens: of the text, where it came in tokens.
        text: that the rows or columns are made of.
        count: how many there are.
        ended: whether a mark of the end may stand behind them, as a tokenizer puts one behind a source.

    Returns:
        The tokens, words or letters where there are as many, with a mark of the end or without; else numbers.
    """
    ways = [list(tokens), text.split(), list(text)]
    for parts in [*ways, *([*parts, "end"] for parts in ways if parts and ended)]:
        if len(parts) == count:
            return parts
    return [str(place) for place in range(1, count + 1)]


def _spec(weights: Sequence[Sequence[float]], rows: list[str], columns: list[str]) -> dict[str, Any]:
    return {
        "data": [
            {
                "type": "heatmap",
                "z": weights,
                "zmin": 0,
                "zmax": 1,
                "colorscale": [[0, "--soft"], [1, "--validation"]],
                "showscale": False,
                "xgap": 1,
                "ygap": 1,
                "hovertemplate": "%{z:.3f}<extra></extra>",
            }
        ],
        "layout": {
            "hovermode": "closest",
            "xaxis": {"side": "top", "ticks": "", "tickangle": -60, **_named(columns)},
            "yaxis": {"autorange": "reversed", "showgrid": False, **_named(rows)},
        },
    }


def _named(names: list[str]) -> dict[str, Any]:
    """Name the places by number: as names, equal ones would be one place."""
    return {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names}
