"""The numbers behind the verdict and the figures: headings and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unrolled_workflows.report.curves import curves
from unrolled_workflows.report.facts import SPLITS, ReportFacts
from unrolled_workflows.report.wording import number, words

Table = tuple[list[str], list[list[str]]]


def scores(facts: ReportFacts) -> Table:
    """Return the metrics of every split, the monitored one first.

    Args:
        facts: of the report.
    """
    splits = [split for split in SPLITS if split in facts.metrics]
    splits += sorted(facts.metrics.keys() - set(SPLITS))
    names = sorted(
        {name for split in splits for name in facts.metrics[split]},
        key=lambda name: (name != facts.monitor.metric, name),
    )
    rows = [[split, *(_shown(facts.metrics[split].get(name)) for name in names)] for split in splits]
    return ["split", *map(words, names)], rows


def epochs(facts: ReportFacts) -> Table:
    """Return the learning curves, a row an epoch.

    Args:
        facts: of the report.
    """
    drawn = [curve for pair in curves(facts.curves, facts.monitor).values() for curve in pair]
    numbers = sorted({epoch for curve in drawn for epoch in curve.epochs})
    rows = [[str(epoch), *(_shown(curve.at(epoch)) for curve in drawn)] for epoch in numbers]
    return ["epoch", *(f"{curve.split} {words(curve.metric)}" for curve in drawn)], rows


def vectors(facts: ReportFacts) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return what the vectors are worth, by file: caption, headings and rows of each table that has any.

    Args:
        facts: of the report.
    """
    pairs = [
        [file, slot, _shown(score["spearman"]), _share(score)]
        for slot, scores in facts.vectors.items()
        for file, score in scores["similarity"].items()
    ]
    questions = [
        [file, slot, _shown(score["accuracy"]), _share(score)]
        for slot, scores in facts.vectors.items()
        for file, score in scores["analogies"].items()
    ]
    tables = [
        ("Cosines and people's scores", ["file", "vectors", "rank correlation", "pairs with vectors"], pairs),
        ("Analogies", ["file", "vectors", "accuracy", "questions with vectors"], questions),
    ]
    return [table for table in tables if table[-1]]


def _share(score: Mapping[str, Any]) -> str:
    return f"{score['covered']:,} of {score['total']:,}"


def _shown(value: float | None) -> str:
    return "" if value is None else number(value)
