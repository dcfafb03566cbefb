"""The page: one HTML file that loads nothing and runs only what it names by digest."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from unrolled_workflows.report.confusion import frequent, matrix
from unrolled_workflows.report.curves import best_epoch
from unrolled_workflows.report.examples import worst
from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import figures
from unrolled_workflows.report.locked import plugins, surroundings
from unrolled_workflows.report.offline import fill
from unrolled_workflows.report.panels import panels
from unrolled_workflows.report.tables import epochs, scores, vectors
from unrolled_workflows.report.verdict import verdict
from unrolled_workflows.report.wording import flatten


def render(facts: ReportFacts) -> str:
    """Return the report as HTML; the same facts give the same bytes.

    Args:
        facts: of the report.
    """
    learned, found = figures(facts), panels(facts)
    drawn = [*learned, *(figure for panel in found for figure in panel.figures)]
    return fill("unrolled_workflows.report", "page.html", drawn, learned=learned, panels=found, **_sections(facts))


def _sections(facts: ReportFacts) -> dict[str, Any]:
    return {
        "facts": facts,
        "verdict": verdict(facts),
        "scores": scores(facts),
        "epochs": epochs(facts),
        "best": best_epoch(facts.curves, facts.monitor),
        "matrix": matrix(facts),
        "frequent": frequent(facts),
        "worst": worst(facts),
        "vectors": vectors(facts),
        "params": list(flatten(facts.params)),
        "plugins": [astuple(plugin) for plugin in plugins(facts.lock)],
        "surroundings": surroundings(facts.lock),
    }
