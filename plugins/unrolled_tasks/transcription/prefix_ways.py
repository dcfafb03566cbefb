"""The beginnings of the texts that a recording may hold, each summed over its alignments, frame by frame."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from unrolled_tasks.transcription.transcripts import BLANK

Prefix = tuple[int, ...]
_NEVER = -math.inf


class Ways(NamedTuple):
    """The log-probability of a text by what the last frame says.

    Args:
        blank: that it says nothing, in nats.
        symbol: that it says the text's last symbol.
    """

    blank: float = _NEVER
    symbol: float = _NEVER

    @property
    def total(self) -> float:
        """Log-probability of the text."""
        return log_sum(self.blank, self.symbol)


def extended(beam: Mapping[Prefix, Ways], log_probs: Sequence[float]) -> dict[Prefix, Ways]:
    """Return the beginnings of texts after one more frame.

    Args:
        beam: those after the frames before.
        log_probs: of each symbol in the frame, in nats.
    """
    longer: dict[Prefix, Ways] = {}
    for prefix, ways in beam.items():
        last = prefix[-1] if prefix else BLANK
        before = longer.get(prefix, Ways())
        again = ways.symbol + log_probs[last] if prefix else _NEVER
        longer[prefix] = Ways(log_sum(before.blank, ways.total + log_probs[BLANK]), log_sum(before.symbol, again))
        for symbol, log_probability in enumerate(log_probs):
            said = (ways.blank if symbol == last else ways.total) + log_probability
            if symbol != BLANK and said > _NEVER:
                text = (*prefix, symbol)
                known = longer.get(text, Ways())
                longer[text] = known._replace(symbol=log_sum(known.symbol, said))
    return longer


def log_sum(one: float, other: float) -> float:
    """Return ``log(exp(one) + exp(other))``.

    Args:
        one: a log-probability, -inf for none.
        other: likewise.
    """
    low, high = sorted((one, other))
    return high if low == _NEVER else high + math.log1p(math.exp(low - high))
