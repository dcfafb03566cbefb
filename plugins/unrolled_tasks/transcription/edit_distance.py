"""How far a text is from what it should be, in words or letters put in, left out or taken for others.

Shapes: S symbols of the target.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

Pair = tuple[Sequence[Hashable], Sequence[Hashable]]


def edit_distance(target: Sequence[Hashable], predicted: Sequence[Hashable]) -> int:
    """Return the least number of symbols to put in, leave out or exchange.

    Args:
        target: what it should be.
        predicted: what it is.

    Source:
        Wagner & Fischer (1974), The string-to-string correction problem, theorem 2.
    """
    number = {symbol: at for at, symbol in enumerate(dict.fromkeys((*target, *predicted)))}
    target_S, before = np.array([number[symbol] for symbol in target]), np.arange(len(target) + 1)
    places = np.arange(len(target) + 1)
    for row, symbol in enumerate(predicted, 1):
        exchanged = before[:-1] + (target_S != number[symbol])
        best = np.concatenate([[row], np.minimum(exchanged, before[1:] + 1)])
        before = np.minimum.accumulate(best - places) + places  # a symbol of the target left out costs one
    return int(before[-1])


def error_rate(pairs: Iterable[Pair]) -> float:
    """Return the edits of all pairs over the symbols of all targets; over one where the targets are empty.

    Args:
        pairs: (target, predicted).
    """
    counted = [(edit_distance(target, predicted), len(target)) for target, predicted in pairs]
    return sum(edits for edits, _ in counted) / max(sum(size for _, size in counted), 1)
