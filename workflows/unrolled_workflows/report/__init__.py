"""The report of a run: one HTML file that needs nothing but a browser."""

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.page import render

__all__ = ["ReportFacts", "render"]
