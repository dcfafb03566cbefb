"""Figures of merit of a language model, from the log-probabilities of texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any


def figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the mean loss of a token in nats and in bits, its perplexity, and the bits of a character.

    Args:
        rows: ``log_probability`` in nats, ``tokens`` and ``characters`` of each text.
    """
    nats = -math.fsum(row["log_probability"] for row in rows)
    tokens, characters = (max(sum(row[name] for row in rows), 1) for name in ("tokens", "characters"))
    loss, bits = nats / tokens, nats / math.log(2)
    try:
        perplexity = math.exp(loss)
    except OverflowError:
        perplexity = math.inf
    return {
        "loss": loss,
        "perplexity": perplexity,
        "bits_per_token": bits / tokens,
        "bits_per_character": bits / characters,
    }
