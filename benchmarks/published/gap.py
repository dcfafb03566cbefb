"""What attention is worth by the length of the source: BLEU with it and without it, and the interval of the gap.

Shapes: N sentences, K the ten numbers that BLEU is made of, R resamples.

Source: Koehn (2004), "Statistical significance tests for machine translation evaluation", section 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.bleu import BLEU

import unrolled
from published.runs import Run
from unrolled_workflows.stages.examples import read_column

_BUCKETS = ((1, 10), (11, 25), (26, 10_000))
_RESAMPLES = 1000
_ORDER = 4


class Bucket(NamedTuple):
    """Sources of about the same length.

    Args:
        name: of the lengths.
        sentences: in it.
        attention: BLEU with attention.
        plain: BLEU with the final state only.
        low: of the 95 % interval of their difference.
        high: of the same.
    """

    name: str
    sentences: int
    attention: float
    plain: float
    low: float
    high: float


def buckets(attention: Run, plain: Run) -> list[Bucket]:
    """Return the comparison by length.

    Args:
        attention: a finished run with a scorer.
        plain: a finished run of the same data without one.
    """
    loaded = unrolled.load_run(attention.folder)
    column = read_column(attention.folder / "outputs/data/test.arrow", loaded.experiment.roles["input"])
    words_N = np.array([len(source.split() if isinstance(source, str) else source) for source in column])
    counts = [_counts(unrolled.load_run(run.folder).predictions()) for run in (attention, plain)]
    found: list[Bucket] = []
    for low, high in _BUCKETS:
        chosen_N = (low <= words_N) & (words_N <= high)
        name = f"{low} to {high}" if high < _BUCKETS[-1][1] else f"from {low}"
        if chosen_N.any():
            found.append(_compared(name, *(each[chosen_N] for each in counts)))
    return found


def markdown(found: Sequence[Bucket]) -> str:
    """Return the comparison as a Markdown table.

    Args:
        found: buckets.
    """
    lines = [
        "| words of the source | sentences | attention | final state | gap, 95 % interval |",
        "|---|--:|--:|--:|---|",
    ]
    lines += [
        f"| {each.name} | {each.sentences:,} | {each.attention:.1f} | {each.plain:.1f} | "
        f"{each.attention - each.plain:.1f} ({each.low:.1f} to {each.high:.1f}) |"
        for each in found
    ]
    return "\n".join(lines)


def _counts(rows: Sequence[Mapping[str, Any]]) -> NDArray[np.int64]:
    metric = BLEU(effective_order=True)  # changes no count, and saves a warning a sentence
    scored = [metric.sentence_score(row["predicted"], [row["target"]]) for row in rows]
    return np.array([[*each.counts, *each.totals, each.sys_len, each.ref_len] for each in scored])


def _compared(name: str, attention_NK: NDArray[np.int64], plain_NK: NDArray[np.int64]) -> Bucket:
    """Draw the same sentences for both sides, so that what is hard for both does not widen the interval."""
    count = len(attention_NK)
    weights_RN = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), _RESAMPLES)
    totals = zip(weights_RN @ attention_NK, weights_RN @ plain_NK, strict=True)
    low, high = np.percentile([_bleu(with_K) - _bleu(without_K) for with_K, without_K in totals], [2.5, 97.5])
    return Bucket(name, count, _bleu(attention_NK.sum(0)), _bleu(plain_NK.sum(0)), float(low), float(high))


def _bleu(total_K: NDArray[np.int64]) -> float:
    right, said = total_K[:_ORDER].tolist(), total_K[_ORDER : 2 * _ORDER].tolist()
    return BLEU.compute_bleu(right, said, int(total_K[-2]), int(total_K[-1])).score
