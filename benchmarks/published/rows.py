"""The table of measured and published figures, from what has been run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from published.recipes import Measure, Recipe
from published.runs import Run
from table import Row

_HEADINGS = ("recipe", "data", "cell", "measure", "ours", "goal", "met", "published", "source", "CPU hours", "run")


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure of a recipe, over the runs of it that have finished.

    Args:
        recipe: that was run.
        measure: of its test split.
        values: one a finished run.
        planned: how many runs there are to be.
        cpu_seconds: of the finished runs together.
        codes: day and commit of each.
    """

    recipe: Recipe
    measure: Measure
    values: Sequence[float]
    planned: int
    cpu_seconds: float
    codes: Sequence[str]

    @property
    def row(self) -> Row | None:
        """The row that every benchmark prints; None where nothing has been run."""
        if not self.values:
            return None
        measure = self.measure
        what = f"{self.recipe.data}: {measure.metric}, {self._runs}"
        return Row(what, measure.published, fmean(self.values), measure.goal, measure.lower)

    @property
    def _runs(self) -> str:
        done = len(self.values)
        count = str(done) if done == self.planned else f"{done} of {self.planned}"
        return f"{count} run{'s' if self.planned > 1 else ''}"

    def cells(self) -> list[str]:
        """Return the cells of its row in the table."""
        row, measure = self.row, self.measure
        sign = "<=" if measure.lower else ">="
        goal = "-" if measure.goal is None else f"{sign} {measure.goal:g}"
        met = "-" if row is None or row.met is None else {True: "yes", False: "no"}[row.met]
        spread = f" ± {stdev(self.values):.2g}" if len(self.values) > 1 else ""
        ours = "not run" if row is None else f"{row.figure:.4g}{spread} ({self._runs})"
        hours = "-" if row is None else f"{self.cpu_seconds / 3600:.2g}"
        names = [self.recipe.name, self.recipe.data, self.recipe.cell, measure.metric]
        when = "; ".join(sorted(set(self.codes))) or "-"
        return [*names, ours, goal, met, measure.published, measure.source, hours, when]


def findings(recipe: Recipe, runs: Sequence[Run]) -> list[Finding]:
    """Return what a recipe's runs came to so far, a finding a measure.

    Args:
        recipe: that was run.
        runs: of it, finished or not.
    """
    results = [result for run in runs if (result := run.result) is not None]
    cpu = sum(result["cpu_seconds"] for result in results)
    codes = [result.get("code", "unknown") for result in results]
    values = {measure: [result["metrics"]["test"][measure.metric] for result in results] for measure in recipe.measures}
    return [Finding(recipe, measure, values[measure], len(runs), cpu, codes) for measure in recipe.measures]


def markdown(found: Sequence[Finding]) -> str:
    """Return findings as a Markdown table.

    Args:
        found: in the order of the table.
    """
    lines = [_HEADINGS, ("---",) * len(_HEADINGS), *(finding.cells() for finding in found)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
