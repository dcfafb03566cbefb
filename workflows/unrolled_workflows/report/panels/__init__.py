"""Sections of the page that some tasks have, each chosen by what the rows of the task hold."""

from __future__ import annotations

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.panels.alignment import alignment
from unrolled_workflows.report.panels.calibration import calibration
from unrolled_workflows.report.panels.forecasts import forecasts
from unrolled_workflows.report.panels.likely import likely
from unrolled_workflows.report.panels.panel import Panel
from unrolled_workflows.report.panels.piano_rolls import piano_rolls
from unrolled_workflows.report.panels.pictures import pictures
from unrolled_workflows.report.panels.scatter import scatter
from unrolled_workflows.report.panels.tags import tags
from unrolled_workflows.report.panels.texts import texts

_PANELS = (calibration, texts, pictures, alignment, tags, forecasts, scatter, likely, piano_rolls)


def panels(facts: ReportFacts) -> list[Panel]:
    """Return the panels that the rows ask for, in the order of the page.

    Args:
        facts: of the report.
    """
    return [panel for make in _PANELS if (panel := make(facts)) is not None]
