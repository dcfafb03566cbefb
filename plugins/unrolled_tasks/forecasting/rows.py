"""Forecasts as rows of plain values, and the figures of a split from all its rows.

Shapes: B batch, P horizon, J channels, Q quantiles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from torch import Tensor

from unrolled_tasks.forecasting.figures import errors, masked_mean, quantile_losses, scaled
from unrolled_tasks.forecasting.windows import Past, valid
from unrolled_tasks.scores import mean

_DIGITS = 6
"""Of a value in a row: as many as float32 can tell apart."""


class Outcome(NamedTuple):
    """What came, float64 on the CPU.

    Args:
        target_BPJ: zeros behind where it is shorter than the horizon.
        lengths_B: of the targets.
        loss_B: of the forecasts.
        past: as the data has it.
        season: steps.
    """

    target_BPJ: Tensor
    lengths_B: Tensor
    loss_B: Tensor
    past: Past
    season: int


def rows_of(said_BPJQ: Tensor, quantiles: Sequence[float], outcome: Outcome | None = None) -> list[dict[str, Any]]:
    """Return a row an example: ``predicted``, ``quantiles`` by name, and where it is known what came of it.

    Args:
        said_BPJQ: forecasts as the data has them, float64 on the CPU.
        quantiles: that were forecast; none: a number.
        outcome: what came.
    """
    middle_BPJ = said_BPJQ[..., said_BPJQ.shape[3] // 2]
    found: list[dict[str, Any]] = [{"predicted": values} for values in _plain(middle_BPJ)]
    for at, quantile in enumerate(quantiles):
        for row, values in zip(found, _plain(said_BPJQ[..., at]), strict=True):
            row.setdefault("quantiles", {})[f"{quantile:g}"] = values
    if outcome is not None:
        _add(found, outcome, _errors(said_BPJQ, middle_BPJ, quantiles, outcome))
    return found


def cut(rows: list[dict[str, Any]], lengths: Sequence[int]) -> list[dict[str, Any]]:
    """Return rows whose forecasts end where they are to.

    Args:
        rows: changed in place.
        lengths: steps of each.
    """
    for row, length in zip(rows, lengths, strict=True):
        row["predicted"] = row["predicted"][:length]
        if "quantiles" in row:
            row["quantiles"] = {name: values[:length] for name, values in row["quantiles"].items()}
    return rows


def _add(rows: list[dict[str, Any]], outcome: Outcome, errors: Mapping[str, Tensor]) -> None:
    """Say in each row what came, and cut the forecast where it ends."""
    figures = {name: values_B.tolist() for name, values_B in errors.items()}
    lengths = outcome.lengths_B.tolist()
    known = zip(cut(rows, lengths), _plain(outcome.target_BPJ), lengths, outcome.loss_B.tolist(), strict=True)
    for at, (row, target, length, loss) in enumerate(known):
        own = {name: values[at] for name, values in figures.items() if math.isfinite(values[at])}
        row.update(target=target[:length], loss=loss, errors=own)


def _errors(said_BPJQ: Tensor, middle_BPJ: Tensor, quantiles: Sequence[float], outcome: Outcome) -> dict[str, Tensor]:
    """Return each figure_B by name; NaN where a window has none."""
    target_BPJ, past = outcome.target_BPJ, outcome.past
    valid_BP1 = valid(target_BPJ.shape[1], outcome.lengths_B)
    unit_BJ = past.seasonal_error(outcome.season)
    forecasts = {"": middle_BPJ, "seasonal_naive_": past.repeated(outcome.season, target_BPJ.shape[1])}
    found: dict[str, Tensor] = {}
    for whose, said_BPJ in forecasts.items():
        own = {**errors(said_BPJ, target_BPJ, valid_BP1), "mase": scaled(said_BPJ, target_BPJ, valid_BP1, unit_BJ)}
        found |= {f"{whose}{name}": values_B for name, values_B in own.items()}
    if quantiles:
        found["pinball"] = masked_mean(quantile_losses(said_BPJQ, target_BPJ, quantiles), valid_BP1)
    if len(quantiles) > 1:
        lowest_BPJ, highest_BPJ = said_BPJQ[..., 0], said_BPJQ[..., -1]
        inside_BPJ = (lowest_BPJ <= target_BPJ) & (target_BPJ <= highest_BPJ)
        found["coverage"] = masked_mean(inside_BPJ.double(), valid_BP1)
    return found


def _plain(values_BPJ: Tensor) -> list[Any]:
    """Return values as lists, rounded; a list of numbers where there is one channel."""
    place_BPJ = _DIGITS - 1 - values_BPJ.abs().clamp(min=1e-12).log10().floor()
    up_BPJ, down_BPJ = 10.0 ** place_BPJ.clamp(min=0), 10.0 ** (-place_BPJ).clamp(min=0)
    rounded_BPJ = (values_BPJ * up_BPJ / down_BPJ).round() * down_BPJ / up_BPJ
    return (rounded_BPJ[..., 0] if rounded_BPJ.shape[2] == 1 else rounded_BPJ).tolist()


def scores(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the figures of a split: the loss over all steps, every other over the windows that have it.

    Args:
        rows: with ``loss``, ``target`` and ``errors``.
    """
    counts = [len(row["target"]) for row in rows]
    losses = [row["loss"] * count for row, count in zip(rows, counts, strict=True)]
    names = sorted({name for row in rows for name in row["errors"]})
    found = {name: mean([row["errors"][name] for row in rows if name in row["errors"]]) for name in names}
    return {"loss": mean(losses) / mean(counts), **found}
