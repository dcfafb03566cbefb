"""Forecasts as lines: what came before, what followed, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread
from unrolled_workflows.report.wording import number

_SHOWN = 5
_AXIS: dict[str, Any] = {"title": {"text": "step", "font": {"size": 13}}}

Steps = Sequence[float] | Sequence[Sequence[float]]


def forecasts(facts: ReportFacts) -> Panel | None:
    """Return some forecasts, and the error of all of them by step; None where rows hold none.

    Args:
        facts: of the report.
    """
    places = drawn(facts.predictions)
    if not places:
        return None
    first = facts.predictions[places[0]]["target"][0]
    several = isinstance(first, list) and len(first) > 1
    remark = (
        "Of some examples, evenly spread over the split: in grey the past, dotted what followed, in blue the forecast, "
        "with the lowest and the highest quantile around it where there are quantiles."
    )
    remark += " Of several channels the first is drawn." if several else ""
    return Panel("Forecasts", remark, [_by_step(facts), *(_figure(facts, place) for place in places)])


def drawn(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the places of the forecasts that are drawn.

    Args:
        rows: of the task.
    """
    found = [place for place, row in enumerate(rows) if _numbers(row.get("target")) and _numbers(row.get("predicted"))]
    return [found[place] for place in spread(len(found), _SHOWN)]


def _numbers(steps: Any) -> bool:
    first = steps[0] if isinstance(steps, list) and steps else None
    first = first[0] if isinstance(first, list) and first else first
    return isinstance(first, (int, float))


def channel(steps: Steps) -> list[float]:
    """Return the first channel of a series.

    Args:
        steps: a number each, or a list of one number a channel.
    """
    return [float(step if isinstance(step, (int, float)) else step[0]) for step in steps]


def _by_step(facts: ReportFacts) -> Figure:
    errors: list[list[float]] = []
    for row in facts.predictions:
        if _numbers(row.get("target")) and _numbers(row.get("predicted")):
            pairs = zip(channel(row["target"]), channel(row["predicted"]), strict=True)
            for step, (target, predicted) in enumerate(pairs):
                errors += [[]] if step == len(errors) else []
                errors[step].append(abs(target - predicted))
    means = [fmean(each) for each in errors]
    summary = f"Mean absolute error by step: {number(means[0])} at the first, {number(means[-1])} at the last."
    line = {"color": "--validation", "width": 2}
    data = [{"type": "scatter", "x": list(range(1, len(means) + 1)), "y": means, "line": line, "mode": "lines"}]
    return Figure("horizon", "Mean absolute error by step", summary, {"data": data, "layout": {"xaxis": _AXIS}})


def _figure(facts: ReportFacts, place: int) -> Figure:
    row = facts.predictions[place]
    target, predicted = channel(row["target"]), channel(row["predicted"])
    error = fmean(abs(given - wanted) for given, wanted in zip(predicted, target, strict=True))
    ahead = list(range(1, len(target) + 1))
    before = channel(facts.frames.get(place, ()))
    behind = list(range(1 - len(before), 1))
    data = [
        *_band(row.get("quantiles"), ahead),
        _line("past", behind, before, "--muted", "solid"),
        _line("target", ahead, target, "--ink", "dot"),
        _line("forecast", ahead, predicted, "--validation", "solid"),
    ]
    summary = f"A forecast of {len(target)} steps, off by {number(error)} on average."
    return Figure(f"forecast-{place}", f"Example {place + 1}", summary, {"data": data, "layout": {"xaxis": _AXIS}})


def _band(quantiles: Mapping[str, Steps] | None, ahead: list[int]) -> list[dict[str, Any]]:
    """Return the lowest and the highest quantile as two lines and what lies between."""
    if not quantiles or len(quantiles) == 1:
        return []
    low, *_, high = sorted(quantiles, key=float)
    edge = {"color": "--line", "width": 1}
    common = {"type": "scatter", "mode": "lines", "x": ahead, "line": edge, "hovertemplate": "%{y:.4g}"}
    return [
        {**common, "y": channel(quantiles[low]), "name": f"quantile {low}"},
        {**common, "y": channel(quantiles[high]), "name": f"quantile {high}", "fill": "tonexty", "fillcolor": "--line"},
    ]


def _line(name: str, x: list[int], y: list[float], color: str, dash: str) -> dict[str, Any]:
    line = {"color": color, "width": 1.5, "dash": dash}
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": line, "hovertemplate": "%{y:.4g}"}
