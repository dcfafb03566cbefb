"""Whether a classifier is right as often as it says that it is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

BINS = 15
"""Of equal width, over the probability of the predicted class."""


def calibration_error(sure: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error: the mean distance of confidence from accuracy, bin by bin.

    Args:
        sure: the probability of the predicted class, and whether it was right; at least one.

    Returns:
        From 0 to 1.

    Source:
        Guo et al. (2017), On calibration of modern neural networks, equations 3 and 5.
    """
    bins: dict[int, list[float]] = defaultdict(list)
    for confidence, right in sure:
        bins[min(math.ceil(confidence * BINS), BINS)].append(confidence - right)
    return math.fsum(abs(math.fsum(gaps)) for gaps in bins.values()) / len(sure)
