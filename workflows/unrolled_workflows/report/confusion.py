"""Which class was taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from unrolled_workflows.report.facts import ReportFacts

MOST_CLASSES = 25
"""A matrix of more classes than this cannot be read; the most frequent confusions are listed instead."""
_LISTED = 20
_SHADES = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix.

    Args:
        count: examples, or tokens, of the row's class that were taken for the column's.
        share: of the row's examples.
        right: whether the row's class is the column's.
    """

    count: int
    share: float
    right: bool

    @property
    def shade(self) -> int:
        """The share in tenths."""
        return round(self.share * _SHADES)


@dataclass(frozen=True, slots=True)
class Row:
    """One class as it was labelled.

    Args:
        name: of the class.
        cells: one a predicted class.
        recall: share of its examples that were found.
        precision: share of right ones among those taken for it; None where nothing was.
    """

    name: str
    cells: list[Cell]
    recall: float | None
    precision: float | None


def matrix(facts: ReportFacts) -> list[Row]:
    """Return the confusion matrix; empty where the predictions carry no labels, or the classes are too many.

    Args:
        facts: of the report.
    """
    pairs = _pairs(facts)
    names = _names(facts, pairs)
    return [_row(name, names, pairs) for name in names] if pairs and len(names) <= MOST_CLASSES else []


def frequent(facts: ReportFacts) -> list[tuple[str, str, int]]:
    """Return the most frequent confusions: label, predicted, count; empty where the matrix is shown.

    Args:
        facts: of the report.
    """
    pairs = _pairs(facts)
    if len(_names(facts, pairs)) <= MOST_CLASSES:
        return []
    wrong = [(label, predicted, count) for (label, predicted), count in pairs.items() if label != predicted]
    return sorted(wrong, key=lambda item: (-item[2], item[:2]))[:_LISTED]


def _pairs(facts: ReportFacts) -> Counter[tuple[str, str]]:
    """Count the classes of examples, or the tags of tokens."""
    tags = (zip(*pair, strict=True) for pair in facts.tagged() if pair is not None)
    return Counter([*facts.labelled(), *chain.from_iterable(tags)])


def _names(facts: ReportFacts, pairs: Counter[tuple[str, str]]) -> list[str]:
    unlisted = {name for pair in pairs for name in pair} - set(facts.classes)
    return [*facts.classes, *sorted(unlisted)]


def _row(name: str, names: Sequence[str], pairs: Counter[tuple[str, str]]) -> Row:
    total = sum(pairs[name, other] for other in names)
    taken = sum(pairs[other, name] for other in names)
    right = pairs[name, name]
    cells = [Cell(pairs[name, other], pairs[name, other] / max(total, 1), name == other) for other in names]
    return Row(name, cells, right / total if total else None, right / taken if taken else None)
