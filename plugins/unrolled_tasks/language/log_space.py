"""Probabilities of sentences, kept as logarithms: the product of ten thousand of them is no float any more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping


def chain_rule(probabilities: Iterable[float]) -> float:
    """Return ``log P(y1, ..., yT)``, the sum of ``log P(yt | y1, ..., yt-1)``, in nats.

    Args:
        probabilities: of each token given those before it, in (0, 1].
    """
    return math.fsum(math.log(probability) for probability in probabilities)


def odds(log_probability: float, other: float) -> float:
    """Return how many times as probable one sentence is as another; infinite where no float can say it.

    Args:
        log_probability: of the one, in nats.
        other: of the other, in nats.
    """
    try:
        return math.exp(log_probability - other)
    except OverflowError:
        return math.inf


def ranked(log_probabilities: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return sentences from the most to the least probable, each with the odds of the first against it.

    Args:
        log_probabilities: of each sentence, in nats; at least one.
    """
    order = sorted(log_probabilities, key=lambda sentence: -log_probabilities[sentence])
    best = log_probabilities[order[0]]
    return [(sentence, odds(best, log_probabilities[sentence])) for sentence in order]
