"""What was learned when: the rows of curves.csv, their metrics and the best epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unrolled.contracts import Monitor

PARTS = ("train", "validation")


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric of one split over the epochs.

    Args:
        split: ``train`` or ``validation``.
        metric: its name.
        epochs: at which there is a value.
        values: one an epoch, finite.
    """

    split: str
    metric: str
    epochs: list[int]
    values: list[float]

    def at(self, epoch: int | None) -> float | None:
        """Return the value of an epoch, None where there is none.

        Args:
            epoch: counted as in curves.csv.
        """
        return dict(zip(self.epochs, self.values, strict=True)).get(epoch) if epoch is not None else None


def curves(rows: Sequence[Mapping[str, Any]], monitor: Monitor) -> dict[str, list[Curve]]:
    """Return the curves of each metric: the loss first, then the monitored one, then the others by name.

    Args:
        rows: of curves.csv.
        monitor: the metric that picks the best epoch.
    """
    names = {name.partition("_")[::2] for row in rows for name in row}
    metrics = sorted(
        {metric for part, metric in names if part in PARTS},
        key=lambda metric: (metric != "loss", metric != monitor.metric, metric),
    )
    drawn = {metric: [_curve(rows, part, metric) for part in PARTS] for metric in metrics}
    return {metric: kept for metric, pair in drawn.items() if (kept := [curve for curve in pair if curve.values])}


def best_epoch(rows: Sequence[Mapping[str, Any]], monitor: Monitor) -> int | None:
    """Return the epoch that the monitor picks, the first of equals; None where its metric was not recorded.

    Args:
        rows: of curves.csv.
        monitor: the metric that picks the epoch.
    """
    curve = _curve(rows, "validation", monitor.metric)
    if not curve.values:
        return None
    pick = max if monitor.mode == "max" else min
    return curve.epochs[curve.values.index(pick(curve.values))]


def _curve(rows: Sequence[Mapping[str, Any]], part: str, metric: str) -> Curve:
    found = [(int(row["epoch"]), _finite(row.get(f"{part}_{metric}"))) for row in rows]
    points = [(epoch, value) for epoch, value in found if value is not None]
    return Curve(part, metric, [epoch for epoch, _ in points], [value for _, value in points])


def _finite(given: Any) -> float | None:
    value = float(given) if given not in {None, ""} else math.nan
    return value if math.isfinite(value) else None
