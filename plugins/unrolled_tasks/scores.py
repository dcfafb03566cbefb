"""Figures of merit, from plain values alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence

Pair = tuple[Hashable, Hashable]


def mean(values: Sequence[float]) -> float:
    """Return the mean, the same for every order of the values.

    Args:
        values: at least one.
    """
    return math.fsum(values) / len(values)


def accuracy(pairs: Sequence[Pair]) -> float:
    """Return the share of pairs whose members are equal.

    Args:
        pairs: (label, predicted), at least one.
    """
    return sum(label == predicted for label, predicted in pairs) / len(pairs)


def macro_f1(pairs: Sequence[Pair]) -> float:
    """Return the mean over classes of ``2 TP / (2 TP + FP + FN)``.

    Args:
        pairs: (label, predicted), at least one; the classes are those that occur as either.
    """
    labels = Counter(label for label, _ in pairs)
    predictions = Counter(predicted for _, predicted in pairs)
    right = Counter(label for label, predicted in pairs if label == predicted)
    return mean([2 * right[each] / (labels[each] + predictions[each]) for each in labels | predictions])


def r2(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the share of the targets' variance that is explained: 1 at best, 0 for their mean, less for worse.

    Args:
        pairs: (target, predicted), at least one; where all targets are one number: 1 if all are met, 0 else.
    """
    targets = [target for target, _ in pairs]
    left = math.fsum((target - predicted) ** 2 for target, predicted in pairs)
    if min(targets) == max(targets):
        return float(not left)
    middle = mean(targets)
    return 1 - left / math.fsum((target - middle) ** 2 for target in targets)
