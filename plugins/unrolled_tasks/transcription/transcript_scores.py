"""How good transcripts are, from rows of predictions alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from unrolled.errors import DataError, Problem
from unrolled_tasks.transcription.edit_distance import error_rate


def scores(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the mean loss of a symbol, the rates of wrong words and letters, and the share out of reach.

    Args:
        rows: with ``target``, ``predicted`` and ``symbols``, and with ``loss`` where there are frames enough.

    Raises:
        DataError: no transcript fits into the frames of its recording.
    """
    reached = [(row["loss"], max(row["symbols"], 1)) for row in rows if "loss" in row]
    if not reached:
        what = "every transcript has more symbols than its recording has frames: nothing can be learned from them"
        raise DataError(Problem(what, where="task 'transcription'", command="unrolled show tokenizer spectra"))
    texts = [(row["target"], row["predicted"]) for row in rows]
    return {
        "loss": math.fsum(loss * size for loss, size in reached) / sum(size for _, size in reached),
        "word_error_rate": error_rate((target.split(), predicted.split()) for target, predicted in texts),
        "character_error_rate": error_rate(texts),
        "unreachable": 1 - len(reached) / len(rows),
    }
