"""What connectionist temporal classification means, by way of every alignment there is.

Source: Graves et al. (2006), Connectionist temporal classification, equations 2 and 3.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict


def collapsed(path):
    """Return a path without repeats, then without blanks (0)."""
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol)


def text_probabilities(log_probs):
    """Return text to probability, from a row of log-probabilities a frame."""
    found = defaultdict(float)
    for path in itertools.product(range(len(log_probs[0])), repeat=len(log_probs)):
        found[collapsed(path)] += math.exp(sum(row[symbol] for row, symbol in zip(log_probs, path, strict=True)))
    return found
