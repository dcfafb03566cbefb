"""The verdict: the score, what it is worth, and how sure one can be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.wording import number, words

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence in two parts, and a remark.

    Args:
        score: the number, named.
        meaning: what it is compared with, and how it compares.
        remark: how sure one can be; empty where that is not known.
    """

    score: str
    meaning: str
    remark: str

    def __str__(self) -> str:
        """Return the sentence."""
        return self.score + self.meaning


def verdict(facts: ReportFacts) -> Verdict:
    """Return the verdict on the monitored metric of the scored split.

    Args:
        facts: of the report.
    """
    metric = facts.monitor.metric
    value = facts.metrics.get(facts.split, {}).get(metric)
    if value is None:
        return Verdict(f"No {words(metric)} was recorded", "", "")
    bounds = _bounds(facts)
    count = len(facts.predictions)
    examples = f"{number(count)} example{'s' if count != 1 else ''}"
    meaning = f"{_baselines(facts)}, {examples}{_comparison(facts, value, bounds)}"
    remark = "" if bounds is None else f"95 % interval {number(bounds[0])} to {number(bounds[1])} (Wilson): "
    return Verdict(
        f"{facts.split.capitalize()} {words(metric)} {number(value)}",
        meaning,
        remark and remark + "it covers the choice of examples, not that of the seed.",
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share.

    Args:
        successes: how many of the trials.
        trials: at least 1.

    Returns:
        Lower and upper bound.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    share, weight = successes / trials, _Z95**2 / trials
    middle = share + weight / 2
    half = _Z95 * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return (middle - half) / (1 + weight), (middle + half) / (1 + weight)


def _bounds(facts: ReportFacts) -> tuple[float, float] | None:
    pairs = facts.labelled()
    if facts.monitor.metric != "accuracy" or not pairs:
        return None
    return wilson(sum(label == predicted for label, predicted in pairs), len(pairs))


def _baselines(facts: ReportFacts) -> str:
    listed = ", ".join(f"{words(name)} {number(value)}" for name, value in facts.baseline.items())
    return f" ({listed})" if listed else ""


def _comparison(facts: ReportFacts, value: float, bounds: tuple[float, float] | None) -> str:
    if not facts.baseline:
        return ""
    strongest = max if facts.monitor.mode == "max" else min
    name, baseline = strongest(facts.baseline.items(), key=lambda item: item[1])
    if bounds is not None and bounds[0] <= baseline <= bounds[1]:
        return f": not to be told from the {words(name)}"
    gain = value - baseline if facts.monitor.mode == "max" else baseline - value
    if not gain:
        return f": no better than the {words(name)}"
    return f": {'better' if gain > 0 else 'worse'} than the {words(name)} by {number(abs(gain))}"
