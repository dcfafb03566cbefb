"""The learning curves as Plotly draws them, and as a sentence for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from unrolled_workflows.report.curves import Curve, best_epoch, curves
from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.wording import number, words

_FEW = 30
"""Up to this many epochs, each is marked by a point."""
_DASH = {"train": "dot", "validation": "solid"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Args:
        id: of its element on the page.
        title: what it shows.
        summary: what it says, in words.
        spec: Plotly's ``data`` and ``layout``; a colour that starts with ``--`` is a custom property of the page.
    """

    id: str
    title: str
    summary: str
    spec: dict[str, Any]


def figures(facts: ReportFacts) -> list[Figure]:
    """Return a figure for each metric that was recorded, but for those that no epoch changed and nobody watched.

    Args:
        facts: of the report.
    """
    best = best_epoch(facts.curves, facts.monitor)
    return [
        Figure(f"curve-{place}", _title(drawn), _summary(drawn, best), _spec(drawn, best))
        for place, drawn in enumerate(curves(facts.curves, facts.monitor).values())
        if drawn[0].metric in {"loss", facts.monitor.metric} or _moves(drawn)
    ]


def _moves(drawn: list[Curve]) -> bool:
    return any(len(curve.values) == 1 or len(set(curve.values)) > 1 for curve in drawn)


def _title(drawn: list[Curve]) -> str:
    title = words(drawn[0].metric).capitalize()
    return title if len(drawn) > 1 else f"{title}, {drawn[0].split}"


def _summary(drawn: list[Curve], best: int | None) -> str:
    said = [_course(curve, best) for curve in drawn]
    return f"{words(drawn[0].metric).capitalize()} by epoch. {' '.join(said)}"


def _course(curve: Curve, best: int | None) -> str:
    course = (
        f"{curve.split.capitalize()}: {number(curve.values[0])} at epoch {curve.epochs[0]}, "
        f"{number(curve.values[-1])} at epoch {curve.epochs[-1]}"
    )
    at_best = curve.at(best)
    return course + ("." if at_best is None else f", {number(at_best)} at the best epoch, {best}.")


def _spec(drawn: list[Curve], best: int | None) -> dict[str, Any]:
    epochs = sorted({epoch for curve in drawn for epoch in curve.epochs})
    marks = [_mark(curve, best) for curve in drawn if curve.split == "validation" and curve.at(best) is not None]
    return {
        "data": [_line(curve, few=len(epochs) <= _FEW) for curve in drawn] + marks,
        "layout": {
            "xaxis": {
                "title": {"text": "epoch", "font": {"size": 13}},
                "range": _range(epochs),
                "tickformat": "d",
                **_ticks(epochs),
            },
            "shapes": [] if best is None else [_rule(best)],
        },
    }


def _line(curve: Curve, *, few: bool) -> dict[str, Any]:
    color = f"--{curve.split}"
    return {
        "type": "scatter",
        "mode": "lines+markers" if few else "lines",
        "name": curve.split,
        "x": curve.epochs,
        "y": curve.values,
        "line": {"color": color, "width": 2, "dash": _DASH[curve.split]},
        "marker": {"color": color, "size": 5},
        "hovertemplate": "%{y:.4g}",
    }


def _mark(curve: Curve, best: int | None) -> dict[str, Any]:
    marker = {"color": "--page", "size": 11, "line": {"color": f"--{curve.split}", "width": 2.5}}
    point = {"x": [best], "y": [curve.at(best)], "marker": marker}
    return {"type": "scatter", "mode": "markers", "hoverinfo": "skip", **point}


def _rule(best: int) -> dict[str, Any]:
    line = {"color": "--muted", "width": 1, "dash": "dot"}
    return {"type": "line", "x0": best, "x1": best, "y0": 0, "y1": 1, "yref": "paper", "layer": "below", "line": line}


def _range(epochs: list[int]) -> list[float]:
    margin = max(0.3, 0.02 * (epochs[-1] - epochs[0]))
    return [epochs[0] - margin, epochs[-1] + margin]


def _ticks(epochs: list[int]) -> dict[str, Any]:
    return {"tick0": epochs[0], "dtick": 1} if len(epochs) <= _FEW // 2 else {"nticks": 10}
